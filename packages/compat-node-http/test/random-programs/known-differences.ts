/** Every way in which a program may do something else with ours than with Node 26's http, with its reason. */
import type { Program } from './program.js'
import type { FieldDifference } from './reduce.js'

export interface KnownDifference {
  id: string
  why: string
  applies(difference: FieldDifference, program: Program, all: FieldDifference[]): boolean
}

const NODE = Number(process.versions.node.split('.')[0])
/** Something that did not come. */
const LESS = /^(nothing|waiting|never)$/
const INTERNAL = /^Cannot (read|set) properties of (undefined|null)/

export const KNOWN_DIFFERENCES: KnownDifference[] = [
  {
    id: 'close said twice',
    why: 'a request of Node that is destroyed behind its response emits close twice; ours once',
    applies: ({ field, ours, theirs }) => / close$/.test(field) && theirs === `${ours}, ${ours}`,
  },
  {
    id: 'a callback that Node never calls',
    why: 'a callback of a write or an end that comes too late, or whose message is destroyed: Node does not call some of them; ours calls each once, with an error',
    applies: ({ field, ours, theirs }) => field.endsWith(' callback') && theirs === 'never' && !LESS.test(ours) && ours !== 'ok' && !ours.includes(','),
  },
  {
    id: 'an exception that stops the parser',
    why: 'an exception that a listener throws makes Node forget the rest of the chunk and of the connection; ours goes on',
    applies: ({ ours, theirs }, program) => /"do":"throw/.test(JSON.stringify(program)) && LESS.test(theirs) && !LESS.test(ours),
  },
  {
    id: 'a pipe into a message that is over',
    why: "Node's streams report it from Node 26 on",
    applies: (_, __, all) => NODE < 26 && all.some(({ field, theirs }) => field === 'process uncaught' && theirs.includes('ERR_STREAM_UNABLE_TO_PIPE')),
  },
  {
    id: 'a socket without setTimeout',
    why: 'a Duplex of which a program asks a timeout: Node calls a method that it does not have; ours has a timer of its own or none',
    applies: (_, program, all) => program.pair?.plain === true && all.some(({ theirs }) => theirs.includes('setTimeout is not a function')),
  },
  {
    id: 'no connection for a request that is gone',
    why: 'a request that is destroyed in the turn it was made: Node connects all the same and keeps the connection in the pool; ours does not connect',
    applies: ({ field, ours, theirs }, program) => (field === 'agent pool' || field === 'server connections') && /"(destroy|abort|signal)"/.test(JSON.stringify(program)) && parseInt(ours) <= parseInt(theirs),
  },
  {
    id: 'an object that no constructor made',
    why: 'Node fails on a field of its own; ours does what can be done',
    applies: (_, program, all) => program.peers === 'bare' && all.some(({ field, theirs, ours }) => field.endsWith(' threw') && INTERNAL.test(theirs) && !INTERNAL.test(ours)),
  },
  {
    id: 'both fail on an object that no constructor made',
    why: 'what the exception says is about fields of the implementation',
    applies: ({ field, ours, theirs }, program, all) => program.peers === 'bare' && [{ field, ours, theirs }, ...all].some((each) => each.field.endsWith(' threw') && INTERNAL.test(each.theirs) && INTERNAL.test(each.ours)),
  },
]

/** The id of the known difference that this is. */
export function reasonFor(program: Program, difference: FieldDifference, all: FieldDifference[]): string | undefined {
  return KNOWN_DIFFERENCES.find(({ applies }) => applies(difference, program, all))?.id
}
