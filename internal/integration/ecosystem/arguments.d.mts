export const USAGE: string[]
export function readMatrixArguments(words: readonly string[]): { names: string[]; lines: number[]; jobs: number; limit: number; json: string; markdown: boolean; workspace: boolean; runtimes: boolean }
