/** What an allowed difference is, and the patterns that several of them use. */
import type { Runtime } from './pool.js'
import type { Program } from './program.js'
import type { FieldDifference } from './reduce.js'

export interface KnownDifference {
  id: string
  why: string
  /** The runtime of ours on which it may be; left out if on each. */
  on?: Runtime
  applies(difference: FieldDifference, program: Program, all: FieldDifference[]): boolean
}

/** The value of an event or callback that did not come. */
export const LESS = /^(nothing|waiting|never)$/
/** Length and hash. */
export const BODY = /^\d+ [0-9a-f]{8}$/
/** Steps that destroy a message or its socket early. */
export const DESTROYS = /"(destroy|abort|signal|endSocket|server)"|"do":"timeout"/

export const has = (program: Program, pattern: RegExp): boolean => pattern.test(JSON.stringify(program))
