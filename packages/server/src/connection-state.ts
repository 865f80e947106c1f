/** The life of a server's connection, as a table. */
import { stateMachine } from '@layered-http/shared'

/** Where a connection stands. */
export type ConnectionState =
  /** No request under way. */
  | 'idle'
  /** A request is being received or answered. */
  | 'active'
  /** The last response is on its way out; what still comes in is ignored. */
  | 'closing'
  /** An upgrade or CONNECT handler owns the socket now. */
  | 'handedOver'
  | 'closed'

/** What happens to it. */
export type ConnectionEvent =
  /** A request's head has come. */
  | 'head'
  /** Every request so far is received and answered. */
  | 'settled'
  /** Nothing more will be answered: the last response has ended, or the input was bad. */
  | 'last'
  | 'handOver'
  | 'close'

/** The state after an event. */
export const nextState = stateMachine<ConnectionState, ConnectionEvent>('server connection', {
  idle: { head: 'active', last: 'closing', close: 'closed' },
  active: { head: 'active', settled: 'idle', last: 'closing', handOver: 'handedOver', close: 'closed' },
  closing: { last: 'closing', close: 'closed' },
  handedOver: { close: 'closed' },
  closed: { close: 'closed' },
})
