/** The life of a client's connection, as a table. */
import { stateMachine } from '@layered-http/shared'

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
  /** The same, but more came than was asked for: nothing is read any more, and the socket is about to close. */
  | 'lost'
  /** An upgrade or CONNECT handler owns the socket now. */
  | 'handedOver'
  | 'closed'

/** What happens to it. */
export type ConnectionEvent = 'attach' | 'head' | 'complete' | 'surplus' | 'release' | 'handOver' | 'close'

/** The state after an event. */
export const nextState = stateMachine<ConnectionState, ConnectionEvent>('client connection', {
  idle: { attach: 'waiting', close: 'closed' },
  waiting: { head: 'receiving', handOver: 'handedOver', close: 'closed' },
  receiving: { complete: 'received', close: 'closed' },
  received: { surplus: 'lost', release: 'idle', close: 'closed' },
  lost: { release: 'idle', close: 'closed' },
  handedOver: { close: 'closed' },
  closed: { close: 'closed' },
})
