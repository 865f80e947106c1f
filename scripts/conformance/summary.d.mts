/** Types of summary.mjs, for its tests. */
import type { Report } from './run-columns.mjs'

export function summary(report: Report): string
