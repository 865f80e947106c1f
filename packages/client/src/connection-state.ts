/** The life of a client's connection, as a table. */

/** Where a connection stands. */
export type ConnectionState =
  /** No request attached. */
  | 'idle'
  /** A request is attached and its final response's head has not come. */
  | 'waiting'
  /** The final response's body is being received. */
  | 'receiving'
  /** The response is whole; it is being read, or the request is still being sent. */
  | 'received'
  /** An upgrade or CONNECT handler owns the socket now. */
  | 'handedOver'
  | 'closed'

/** What happens to it. */
export type ConnectionEvent = 'attach' | 'head' | 'complete' | 'release' | 'handOver' | 'close'

const TRANSITIONS: Readonly<Record<ConnectionState, Readonly<Partial<Record<ConnectionEvent, ConnectionState>>>>> = {
  idle: { attach: 'waiting', close: 'closed' },
  waiting: { head: 'receiving', handOver: 'handedOver', close: 'closed' },
  receiving: { complete: 'received', close: 'closed' },
  received: { release: 'idle', close: 'closed' },
  handedOver: { close: 'closed' },
  closed: { close: 'closed' },
}

/** The state after `event`. A cell that is missing is a mistake in this package. */
export function nextState(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  const next = TRANSITIONS[state][event]
  if (next === undefined) throw new Error(`client connection: no '${event}' in state '${state}'`)
  return next
}
