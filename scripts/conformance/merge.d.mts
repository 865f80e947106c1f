/** Types of merge.mjs, for its tests. */
import type { Report } from './run-columns.mjs'

export function mergeReports(reports: readonly Report[]): Report[]
