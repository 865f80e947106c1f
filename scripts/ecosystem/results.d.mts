/** Types of results.mjs, for its tests. */
export interface Result {
  status: 'passed' | 'failed' | 'skipped' | 'not run'
  error?: string
}

export type Results = Map<string, Result>

export function readLines(text: string): Results
export function readTap(text: string): Results
