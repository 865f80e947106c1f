/** Types of summary.mjs, for its tests. */
import type { Comparison } from './rounds.mjs'

export function summary(report: Comparison & { project: string; version: string; node: string }): string
