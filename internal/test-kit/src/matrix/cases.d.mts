/** Types of cases.mjs. */
export type Result = { trace: string[]; wire: string[] } | { error: string }

export interface Case {
  /** How ours differs from Node 26 on purpose. */
  ours?: { reason: string; trace?: string[]; wire?: string[] }
}

/** The recorded results of a case. */
export interface Recording {
  /** The result on Node 26. */
  expected: Result
  /** The result on another line of Node, if it differs. */
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
