/** Every way in which a program may do something else with ours than with Node 26's http, with its reason. */
import type { Program } from './program.js'
import type { FieldDifference } from './reduce.js'

export interface KnownDifference {
  id: string
  why: string
  applies(difference: FieldDifference, program: Program): boolean
}

export const KNOWN_DIFFERENCES: KnownDifference[] = [
  {
    id: 'close said twice',
    why: 'a request of Node that is destroyed behind its response emits close twice; ours once',
    applies: ({ field, ours, theirs }) => / close$/.test(field) && theirs === `${ours}, ${ours}`,
  },
]

/** The id of the known difference that this is. */
export function reasonFor(program: Program, difference: FieldDifference): string | undefined {
  return KNOWN_DIFFERENCES.find(({ applies }) => applies(difference, program))?.id
}
