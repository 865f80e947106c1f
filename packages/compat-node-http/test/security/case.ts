/** A case of the security report: an attack that an advisory describes, run on an implementation over real sockets. */
import type http from 'node:http'
import type https from 'node:https'

/** The implementation: `node:http` and `node:https`, or ours. */
export interface Modules {
  http: typeof http
  https: typeof https
}

export interface SecurityCase {
  /** The advisory. Several cases may have the same one. */
  id: string
  side: 'server' | 'client'
  /** The attack. Together with `id` and `side` it is unique. */
  what: string
  /** The outcome that is safe. */
  expected: string
  /** Returns the outcome, in words that both implementations share. */
  run(modules: Modules): Promise<string>
}
