/** Types of page.mjs. */
export interface Protocol {
  passed: number
  failed: string[]
}

export interface Cell {
  http: Protocol
  https?: Protocol
}

export interface Results {
  nodes: Record<string, string>
  rows: Record<string, { versions: Record<string, string>; nodes: Record<string, { builtin: Cell; ours: Cell }> }>
}

export const PAGE: string
export function page(results: Results): string
export function isComplete(results: Results): boolean
