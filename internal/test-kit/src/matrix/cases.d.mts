/** Types of cases.mjs. */
export type Result = { trace: string[]; wire: string[] } | { error: string }

export interface Case {
  /** Where ours differs from Node 26 on purpose. */
  ours?: { reason: string; trace?: string[]; wire?: string[] }
}

/** What was recorded of a case. */
export interface Recording {
  /** What Node 26 does. */
  expected: Result
  /** What a line of Node does that does something else. */
  node20?: Result
  node22?: Result
  node24?: Result
}

export interface Topic {
  topic: string
  kind: 'server' | 'https server' | 'client'
  cases: Record<string, Case>
}

export const RUNNING_LINE: number
export const KINDS: Record<Topic['kind'], { builtin: object }>
export function topicsOf(folder: URL): Promise<Topic[]>
export function runCase(http: object, kind: Topic['kind'], scenario: Case): Promise<Result>
