/** Types of compare.mjs, for its tests. */
import type { Result, Results } from './results.mjs'

export interface Difference {
  name: string
  builtin: Result
  ours: Result
}

export const WHOLE_RUN: string
export function differences(builtin: Results, ours: Results): Difference[]
export function stable(rounds: readonly Difference[][]): { differ: Difference[]; flaky: string[] }
export function count(results: Results): { tests: number; passed: number; failed: number; skipped: number }
