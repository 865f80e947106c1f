/**
 * The life of a client's connection.
 * What may live here: its states and their table.
 */
import { stateMachine } from '@layered-http/shared'

export type ConnectionState =
  /** No request is attached. */
  | 'idle'
  /** A request is attached, and a call that hands its output to the socket is on the stack. */
  | 'attaching'
  /** The head of the final response was not received yet. */
  | 'waiting'
  /** The body of the response is being received. */
  | 'receiving'
  /** All of the response was received. It is being read. */
  | 'received'
  /** The response was read to its end. The request is still being sent. */
  | 'consumed'
  /** The exchange is over. In the next tick the socket is ready for another request. */
  | 'over'
  /** The response was read, and the socket serves no other request: it closes when the rest of the output is sent. */
  | 'closing'
  /** More was received than a response: no further input is read, and the socket is destroyed. */
  | 'surplus'
  /** The same, and the exchange is over. */
  | 'spoiled'
  /** The handler of an upgrade or of CONNECT has the socket. */
  | 'handedOver'
  | 'closed'

export type ConnectionEvent =
  /** A request gets the connection. */
  | 'attach'
  /** The socket has the output that the request had when it got the socket. */
  | 'sent'
  /** The head of the final response was received. */
  | 'head'
  /** The last byte of the response was received. */
  | 'complete'
  /** The response was read to its end. */
  | 'consume'
  /** Both sides are done, and the connection is kept. */
  | 'finish'
  /** The connection is not kept. */
  | 'end'
  /** Input was received that no request asked for. */
  | 'surplus'
  /** The next request may come. */
  | 'release'
  /** Another protocol gets the socket. */
  | 'handOver'
  /** The socket has closed. */
  | 'close'

/** The state after an event. */
export const nextState = stateMachine<ConnectionState, ConnectionEvent>('client connection', {
  idle: { attach: 'attaching', close: 'closed' },
  // A transport in memory may bring the response during the write.
  attaching: { sent: 'waiting', head: 'receiving', handOver: 'handedOver', close: 'closed' },
  waiting: { head: 'receiving', handOver: 'handedOver', close: 'closed' },
  receiving: { complete: 'received', close: 'closed' },
  received: { consume: 'consumed', surplus: 'surplus', close: 'closed' },
  consumed: { finish: 'over', end: 'closing', surplus: 'surplus', close: 'closed' },
  over: { release: 'idle', surplus: 'spoiled', close: 'closed' },
  closing: { surplus: 'surplus', close: 'closed' },
  surplus: { finish: 'spoiled', end: 'surplus', close: 'closed' },
  spoiled: { release: 'idle', close: 'closed' },
  handedOver: { close: 'closed' },
  closed: { close: 'closed' },
})

/** True until the head of the final response was received. */
export function isAwaitingResponse(state: ConnectionState): boolean {
  return state === 'waiting' || state === 'attaching'
}

/** True if all of the response was received. */
export function isComplete(state: ConnectionState): boolean {
  return state === 'received' || isConsumed(state) || isSpoiled(state)
}

/** True if the response was read to its end, and the socket may still send the rest of the output. */
export function isConsumed(state: ConnectionState): boolean {
  return state === 'consumed' || state === 'over' || state === 'closing'
}

/** True if input was received that no request asked for. */
export function isSpoiled(state: ConnectionState): boolean {
  return state === 'surplus' || state === 'spoiled'
}
