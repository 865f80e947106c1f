/**
 * The life of a client's connection, as a table.
 * What may live here: states, events, transitions, and questions about a state. The connection has the effects.
 */
import { numberedStateMachine } from '@layered-http/shared'

/** The states of a connection. The numbers are in order: from `received` to `spoiled`, all of the response was received. */
export const State = {
  /** No request is attached. */
  idle: 0,
  /** A request is attached, and a call that hands its output to the socket is on the stack. */
  attaching: 1,
  /** A request is attached. Its output leaves at the end of this turn of the event loop. */
  held: 2,
  /** The head of the final response was not received yet. */
  waiting: 3,
  /** The body of the response is being received. */
  receiving: 4,
  /** All of the response was received. It is being read. */
  received: 5,
  /** The response was read to its end. The request is still being sent. */
  consumed: 6,
  /** The exchange is over. In the next tick the socket is ready for another request. */
  over: 7,
  /** The response was read, and the socket serves no other request: it closes when the rest of the output is sent. */
  closing: 8,
  /** More was received than a response: no further input is read, and the socket is destroyed. */
  surplus: 9,
  /** As `surplus`, and the exchange is over. */
  spoiled: 10,
  /** The server sent too much before the response: no further input is read, and the socket is destroyed. */
  refused: 11,
  /** The handler of an upgrade or of CONNECT has the socket. */
  handedOver: 12,
  closed: 13,
} as const

/** The events of a connection. */
export const Event = {
  /** A request gets the connection. */
  attach: 0,
  /** The socket has the output that the request had when it got the socket. */
  sent: 1,
  /** The head of the final response was received. */
  head: 2,
  /** The last byte of the response was received. */
  complete: 3,
  /** The response was read to its end. */
  consume: 4,
  /** Both sides are done, and the connection is kept. */
  finish: 5,
  /** The connection is not kept. */
  end: 6,
  /** Input was received that no request asked for. */
  surplus: 7,
  /** The next request may come. */
  release: 8,
  /** Another protocol gets the socket. */
  handOver: 9,
  /** The socket has closed. */
  close: 10,
  /** The server sent too much before the response. */
  refuse: 11,
  /** The output waits for the end of the turn. */
  hold: 12,
  /** The turn is over. */
  send: 13,
} as const

/** The state after an event. */
export const nextState = numberedStateMachine<keyof typeof State, keyof typeof Event>('client connection', State, Event, {
  idle: { attach: 'attaching', close: 'closed' },
  // A transport in memory may bring the response during the write.
  attaching: { sent: 'waiting', hold: 'held', head: 'receiving', refuse: 'refused', handOver: 'handedOver', close: 'closed' },
  held: { send: 'attaching', close: 'closed' },
  waiting: { head: 'receiving', refuse: 'refused', handOver: 'handedOver', close: 'closed' },
  receiving: { complete: 'received', close: 'closed' },
  received: { consume: 'consumed', surplus: 'surplus', close: 'closed' },
  consumed: { finish: 'over', end: 'closing', surplus: 'surplus', close: 'closed' },
  over: { release: 'idle', surplus: 'spoiled', close: 'closed' },
  closing: { surplus: 'surplus', close: 'closed' },
  surplus: { finish: 'spoiled', end: 'surplus', close: 'closed' },
  spoiled: { release: 'idle', close: 'closed' },
  refused: { close: 'closed' },
  handedOver: { close: 'closed' },
  closed: { close: 'closed' },
})

/** True until the head of the final response was received. */
export function isAwaitingResponse(state: number): boolean {
  return state >= State.attaching && state <= State.waiting
}

/** True if all of the response was received. */
export function isComplete(state: number): boolean {
  return state >= State.received && state <= State.spoiled
}

/** True if the response was read to its end, and the socket may still send the rest of the output. */
export function isConsumed(state: number): boolean {
  return state >= State.consumed && state <= State.closing
}

/** True if the exchange is over, and the connection is ready for the next one in the next tick. */
export function isOver(state: number): boolean {
  return state === State.over || state === State.spoiled
}

/** True if no further input is read. */
export function hasStopped(state: number): boolean {
  return isSpoiled(state) || state === State.refused
}

/** True if input was received that no request asked for. */
export function isSpoiled(state: number): boolean {
  return state === State.surplus || state === State.spoiled
}
