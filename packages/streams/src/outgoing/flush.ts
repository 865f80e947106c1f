/**
 * When what was written leaves: at the end of the tick, in one write; and `'drain'` once the system has taken every byte.
 */
import type { Duplex } from 'node:stream'
import { streamDestroyed } from './errors.js'
import { flushChunk } from './chunks.js'
import { Due, kCarrier, kChunk, kCorked, kDue, kNeedDrain, kPendingHead, kStage, Stage } from './fields.js'
import { bytesWaiting, failChunk, flushHead, takesBytes } from './output.js'
import type { OutgoingMessage } from './message.js'

/** Makes sure that what was written in this tick leaves at its end. */
export function scheduleFlush(message: OutgoingMessage): void {
  if ((message[kDue] & Due.FLUSH) !== 0 || message[kCorked] > 0) return
  message[kDue] |= Due.FLUSH
  process.nextTick(flushTick, message)
}

/** Holds the socket back until the flush that {@link scheduleFlush} has scheduled. */
export function corkForTick(message: OutgoingMessage): void {
  if (!message.socket || (message[kDue] & (Due.FLUSH | Due.UNCORK)) !== Due.FLUSH) return
  message[kDue] |= Due.UNCORK
  message.socket.cork()
}

/** Lets the socket write what {@link corkForTick} held back. */
export function uncorkTick(message: OutgoingMessage): void {
  if ((message[kDue] & Due.UNCORK) === 0) return
  message[kDue] &= ~Due.UNCORK
  message.socket?.uncork()
}

function flushTick(message: OutgoingMessage): void {
  message[kDue] &= ~Due.FLUSH
  if (message[kCorked] === 0) flushNow(message)
  uncorkTick(message)
  expectDrain(message)
}

const kGuarded = Symbol('end() sends what was gathered')

/** A socket whose `end` sends first what its message has gathered. */
type GuardedSocket = Duplex & { [kGuarded]?: true; _httpMessage?: OutgoingMessage | null }

/** The user may end the socket by hand in the tick of a write: no byte that was written may be lost. Done once for a socket. */
export function guardEnd(socket: GuardedSocket): void {
  const { end } = socket
  if (socket[kGuarded] === true || typeof end !== 'function') return
  socket[kGuarded] = true
  socket.end = function (this: GuardedSocket, ...args: unknown[]) {
    if (this._httpMessage?.[kChunk]) flushNow(this._httpMessage)
    return Reflect.apply(end, this, args) as GuardedSocket
  }
}

/** Sends the head and the pieces that wait for the end of the tick. */
export function flushNow(message: OutgoingMessage): void {
  const { socket } = message
  if (!socket ? message.destroyed : socket.destroyed) {
    if (message[kChunk] !== null) failChunk(message, socket?.errored ?? streamDestroyed())
    return
  }
  // A chunk takes the head along.
  if (message[kChunk] !== null) flushChunk(message)
  else flushHead(message)
}

/**
 * After a `write` that returned false, and after every flush: makes sure that `'drain'` comes when the bytes are gone. A socket emits its own
 * only if its buffer had reached its mark, and some versions of Node do not if the system took the bytes at once.
 */
export function expectDrain(message: OutgoingMessage): void {
  if (!awaitsDrain(message) || (message[kDue] & Due.DRAIN) !== 0) return
  const { socket } = message
  // Without a socket, or before the flush, the question is asked again later.
  if (!socket || socket.destroyed || !takesBytes(socket) || message[kChunk] !== null || message[kPendingHead] !== '') return
  if (bytesWaiting(socket) === 0) {
    message[kDue] |= Due.DRAIN
    process.nextTick(checkDrain, message)
  } else if (message[kCarrier] === null || !socket.writableNeedDrain) {
    message[kDue] |= Due.DRAIN
    socket.write('', 'latin1', () => checkDrain(message))
  }
  // Otherwise the socket's 'drain' comes, and the connection passes it on.
}

function checkDrain(message: OutgoingMessage): void {
  message[kDue] &= ~Due.DRAIN
  drainMessage(message)
}

/** Emits `'drain'` if it is due and nothing waits any more. Called when the socket has nothing left to write. */
export function drainMessage(message: OutgoingMessage): void {
  if (!awaitsDrain(message)) return
  if (message.socket && message.writableLength === 0) {
    message[kNeedDrain] = false
    message.emit('drain')
    return
  }
  // More was written since then. It leaves at the end of its own tick; `'drain'` comes behind it.
  expectDrain(message)
}

/** True while `'drain'` is due. */
function awaitsDrain(message: OutgoingMessage): boolean {
  return message[kNeedDrain] && !message.destroyed && message[kStage] < Stage.ENDED
}
