/**
 * The life of a server's connection, as a table.
 * What may live here: states, events, transitions, and questions about a state. The connection has the effects.
 */
import { numberedStateMachine } from '@layered-http/shared'

/** The states of a connection. Up to `upgradeAccepted`, HTTP goes on as usual. */
export const State = {
  /** No request is under way: a new connection, or one that waits for its next request without a time limit. */
  idle: 0,
  /** No request is under way. The keep-alive timeout runs in place of the socket's own. */
  keptAlive: 1,
  /** A request is being received, or a response is not finished. */
  active: 2,
  /** The server has accepted the upgrade that the current request offers; the rest of that request is still to be read. */
  upgradeAccepted: 3,
  /** The input was bad, and a `'clientError'` listener has the socket. No request follows; responses may still be sent. */
  failed: 4,
  /** The last response was sent and the socket was ended. Only the rest of its request's body is read. */
  ending: 5,
  /** The last response was sent while a chunk with its request's body is read. The socket is ended after that chunk. */
  endingAfterChunk: 6,
  /** The socket was ended, and further input is ignored. */
  closing: 7,
  /** As `endingAfterChunk`, and the body is complete: the rest of the chunk is ignored. */
  closingAfterChunk: 8,
  /** An upgrade handler was called before its request's body was complete. The rest of the body is the last of HTTP. */
  upgrading: 9,
  /** The socket belongs to an upgrade or CONNECT handler. */
  handedOver: 10,
  closed: 11,
} as const

/** The events of a connection. */
export const Event = {
  /** A request's head was received. */
  head: 0,
  /** Every request so far was received and answered. */
  settled: 1,
  /** As `settled`, and the keep-alive timeout begins. */
  keepAlive: 2,
  /** The server accepts the upgrade that the request offers. */
  acceptUpgrade: 3,
  /** The upgrade handler is called before the request's body is complete. */
  startEarlyUpgrade: 4,
  /** The socket goes to an upgrade or CONNECT handler. */
  handOver: 5,
  /** The input was bad, and `'clientError'` has a listener. */
  fail: 6,
  /** The last response has finished, or an error ends the connection. */
  last: 7,
  /** The last response has finished before its request's body was complete. */
  lastEarly: 8,
  /** As `lastEarly`, while a chunk is read. */
  lastInChunk: 9,
  /** The body of the last request is complete. */
  bodyEnd: 10,
  /** The chunk was read, and the socket is ended. */
  chunkEnd: 11,
  close: 12,
} as const

/** The state after an event. */
export const nextState = numberedStateMachine<keyof typeof State, keyof typeof Event>('server connection', State, Event, {
  idle: { head: 'active', fail: 'failed', last: 'closing', close: 'closed' },
  keptAlive: { head: 'active', fail: 'failed', last: 'closing', close: 'closed' },
  active: {
    head: 'active',
    settled: 'idle',
    keepAlive: 'keptAlive',
    acceptUpgrade: 'upgradeAccepted',
    fail: 'failed',
    last: 'closing',
    lastEarly: 'ending',
    lastInChunk: 'endingAfterChunk',
    close: 'closed',
  },
  upgradeAccepted: { startEarlyUpgrade: 'upgrading', handOver: 'handedOver', fail: 'failed', last: 'closing', lastEarly: 'ending', lastInChunk: 'endingAfterChunk', close: 'closed' },
  failed: { fail: 'failed', last: 'closing', lastEarly: 'closing', lastInChunk: 'closingAfterChunk', close: 'closed' },
  ending: { fail: 'failed', last: 'closing', lastEarly: 'ending', lastInChunk: 'endingAfterChunk', bodyEnd: 'closing', close: 'closed' },
  endingAfterChunk: { fail: 'failed', last: 'closing', lastEarly: 'ending', lastInChunk: 'endingAfterChunk', bodyEnd: 'closingAfterChunk', chunkEnd: 'ending', close: 'closed' },
  closing: { last: 'closing', lastEarly: 'closing', lastInChunk: 'closingAfterChunk', close: 'closed' },
  closingAfterChunk: { last: 'closing', lastEarly: 'closing', lastInChunk: 'closingAfterChunk', chunkEnd: 'closing', close: 'closed' },
  upgrading: { handOver: 'handedOver', close: 'closed' },
  handedOver: { close: 'closed' },
  closed: { close: 'closed' },
})

/** By state: true if bytes that arrive are read. */
const READS: readonly boolean[] = byState('idle', 'keptAlive', 'active', 'upgradeAccepted', 'failed', 'ending', 'endingAfterChunk', 'upgrading')

function byState(...names: (keyof typeof State)[]): boolean[] {
  return (Object.keys(State) as (keyof typeof State)[]).map((name) => names.includes(name))
}

/** True if bytes that arrive in this state are read. */
export function readsInput(state: number): boolean {
  return READS[state]!
}

/** True if no request is under way. */
export function isBetweenRequests(state: number): boolean {
  return state <= State.keptAlive
}

/** True if requests are served: nothing has failed or ended, and no other protocol has begun. */
export function isServing(state: number): boolean {
  return state <= State.upgradeAccepted
}

/** True if the last response was sent. */
export function isEnding(state: number): boolean {
  return state >= State.ending && state <= State.closingAfterChunk
}

/** True if the socket is to be ended when the current chunk was read. */
export function endsAfterChunk(state: number): boolean {
  return state === State.endingAfterChunk || state === State.closingAfterChunk
}
