/** Types of markdown.mjs, for its tests. */
import type { Report } from './run-columns.mjs'

export function markdown(reports: readonly Report[]): string
