/** The life of a server's connection, as a table. */
import { stateMachine } from '@layered-http/shared'

/** Where a connection stands. */
export type ConnectionState =
  /** No request under way. */
  | 'idle'
  /** A request is being received or answered. */
  | 'active'
  /** The input was bad, and a `'clientError'` listener decides: no request will come any more, responses still may leave. */
  | 'failed'
  /** The last response is on its way out. Of what comes in, only the rest of its request's body is read. */
  | 'ending'
  /** The last response is on its way out; what still comes in is ignored. */
  | 'closing'
  /** An upgrade handler was called while the request's body was still coming; the rest of the body is the last of HTTP. */
  | 'leaving'
  /** An upgrade or CONNECT handler owns the socket now. */
  | 'handedOver'
  | 'closed'

/** What happens to it. */
export type ConnectionEvent =
  /** A request's head has come. */
  | 'head'
  /** Every request so far is received and answered. */
  | 'settled'
  /** The input was bad, and somebody listens to `'clientError'`. */
  | 'fail'
  /** Nothing more will be answered: the last response has ended, or the input was bad and no listener handles it. */
  | 'last'
  /** The last response has ended before the body of its request was whole. */
  | 'lastEarly'
  /** The body of the last request is whole. */
  | 'bodyEnd'
  /** An upgrade handler is called before the request's body is whole. */
  | 'leave'
  | 'handOver'
  | 'close'

/** The state after an event. */
export const nextState = stateMachine<ConnectionState, ConnectionEvent>('server connection', {
  idle: { head: 'active', fail: 'failed', last: 'closing', close: 'closed' },
  active: { head: 'active', settled: 'idle', fail: 'failed', last: 'closing', lastEarly: 'ending', leave: 'leaving', handOver: 'handedOver', close: 'closed' },
  failed: { fail: 'failed', last: 'closing', lastEarly: 'closing', close: 'closed' },
  ending: { fail: 'failed', last: 'closing', lastEarly: 'ending', bodyEnd: 'closing', close: 'closed' },
  closing: { last: 'closing', lastEarly: 'closing', close: 'closed' },
  leaving: { handOver: 'handedOver', close: 'closed' },
  handedOver: { close: 'closed' },
  closed: { close: 'closed' },
})
