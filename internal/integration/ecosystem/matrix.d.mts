/** Types of matrix.mjs. */
export interface Row {
  library: string | string[]
  title?: string
  exercises: string
  nodes?: { first?: number; last?: number; why: string }
  reasons?: Record<string, string>
}

export const ROWS: Record<string, Row>
export function packagesOf(row: Row): string[]
