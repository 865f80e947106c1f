/**
 * The end of an outgoing message: `'finish'` when its bytes are gone, `'close'` when its life is over.
 *
 * A message whose last write the operating system took at once is finished without asking the socket for a callback.
 */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { kCarrier, kQueue, kStage, Stage } from './fields.js'
import type { OutgoingMessage } from './message.js'

/** Finishes an ended message when its bytes are gone: now or at the end of this turn if they are gone already. */
export function finishWhenFlushed(message: OutgoingMessage): void {
  const { socket } = message
  if (message[kStage] !== Stage.ENDED || socket === null || message[kQueue] !== null) return
  if (message[kCarrier]?.looksAfter(message)) return
  if (isFlushed(socket)) process.nextTick(finishMessage, message)
  else whenWritten(message, socket)
}

/** Asks the socket to say when everything so far is gone: an empty write is called back in its turn. */
export function whenWritten(message: OutgoingMessage, socket: Socket): void {
  // Somebody has ended it; the message is over when the socket is.
  if (socket.writableEnded) return
  socket.write('', 'latin1', (error) => {
    if (!error) finishMessage(message)
  })
}

/** Whether the operating system has taken every byte written to `socket`. */
export function isFlushed(socket: Duplex): boolean {
  return socket.writableLength === 0 && !socket.errored && !socket.destroyed
}

/** `'finish'`: the carrier first, then whoever listens, then `'close'` in a later turn. */
export function finishMessage(message: OutgoingMessage): void {
  if (message[kStage] !== Stage.ENDED) return
  message[kStage] = Stage.FINISHED
  const closes = message[kCarrier]?.messageFinished(message) === true
  message.emit('finish')
  if (!closes) return
  // Without a listener `'close'` is a matter of state, and costs no tick. With one it keeps Node's place: after the
  // `'end'` of the request that was answered, which takes two turns when nobody had read it.
  if (message.listenerCount('close') > 0) process.nextTick(closeNextTick, message)
  else closeMessage(message)
}

function closeNextTick(message: OutgoingMessage): void {
  process.nextTick(closeMessage, message)
}

/** The end of a message's life: `'close'`, once. */
export function closeMessage(message: OutgoingMessage): void {
  if (message.closed) return
  const stage = message[kStage]
  message[kStage] = stage >= Stage.FINISHED ? Stage.CLOSED : stage >= Stage.ENDED ? Stage.LOST : Stage.ABANDONED
  message.destroyed = true
  message.emit('close')
}
