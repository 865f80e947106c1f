/** Types of rounds.mjs, for its tests. */
import type { Difference } from './compare.mjs'
import type { Results } from './results.mjs'

export interface Runner {
  command(options: { suite: string; jobs: number }): string[]
  read(report: string, output: string): Results
}

export interface Project {
  run: Runner
  env?: Record<string, string>
  sendsNothing?: true
}

export interface Column {
  tests: number
  passed: number
  failed: number
  skipped: number
  seconds: number
  handledBy: string[]
}

export interface Comparison {
  rounds: number
  columns: { builtin: Column; ours: Column }
  differ: Difference[]
  flaky: string[]
}

export function compareColumns(options: { project: Project; suite: string; node: string; jobs: number; limit: number; rounds: number }): Promise<Comparison>
