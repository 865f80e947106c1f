/**
 * A program may end the socket by hand in the tick of a write. The pieces that the message has gathered must leave first.
 * What may live here: this one change of a user's socket.
 */
import type { Duplex } from 'node:stream'
import { flushNow } from './flush.js'
import { existingState } from './state.js'

const kFlushesBeforeEnd = Symbol('end() flushes first')

/** A socket, and the field in which libraries find the message that has it. */
type MessageSocket = Duplex & { [kFlushesBeforeEnd]?: true; _httpMessage?: object | null }

/** Makes `socket.end()` send first what the message of the socket has gathered. A second call does nothing. */
export function flushBeforeEnd(socket: MessageSocket): void {
  const { end } = socket
  if (socket[kFlushesBeforeEnd] === true || typeof end !== 'function') return
  socket[kFlushesBeforeEnd] = true
  socket.end = function (this: MessageSocket, ...args: unknown[]) {
    const state = existingState(this._httpMessage)
    if (state !== undefined && state.chunk !== null) flushNow(state)
    return Reflect.apply(end, this, args) as MessageSocket
  }
}
