/** Types of runners.mjs, for its tests. */
import type { Runner } from './rounds.mjs'

export function nodeTest(options: { files: [folder: string, name: RegExp][]; timeout?: number }): Runner
