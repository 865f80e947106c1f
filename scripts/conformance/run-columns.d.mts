/** Types of run-columns.mjs, for its tests. */
import type { Test } from './groups.mjs'

export type Column = 'builtin' | 'ours'

export interface Result {
  passed: boolean
  seconds: number
  timedOut?: true
  skipped?: string
  output?: string
}

export interface Report {
  node: string
  columns: Column[]
  tests: { group: string; name: string; results: Partial<Record<Column, Result>> }[]
}

export function runColumns(tests: readonly Test[], options: { node: string; columns: Column[]; jobs: number; limit: number }): Promise<Report>
