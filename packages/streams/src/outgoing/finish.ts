/**
 * The end of an outgoing message: `'finish'` when its bytes are gone, `'close'` when its life is over.
 *
 * A message whose last write the operating system took at once is finished without asking the socket for a callback.
 */
import type { Duplex } from 'node:stream'
import { Due, kCarrier, kDue, kEndCallbacks, kQueue, kStage, Stage, type WriteCallback } from './fields.js'
import type { OutgoingMessage } from './message.js'

/**
 * The callback for the last write of a message, if that is how the message will hear that it is finished. Usually it is not: a
 * socket with nothing to do takes the bytes at once, and a look at it afterwards tells.
 */
export function callbackOfLast(message: OutgoingMessage): WriteCallback | undefined {
  const { socket } = message
  if (socket === null) return undefined
  // A socket that still connects calls back when it is connected; asking again afterwards would cost a turn.
  if ((message[kDue] & Due.CALLBACKS) === 0 && !socket.connecting) {
    if (message[kCarrier]?.looksAfter(message)) return undefined
    if (socket.writableLength === 0) return undefined
  }
  return finishesMessage(message)
}

/** A callback for a write, after which `message` is finished. */
export function finishesMessage(message: OutgoingMessage): WriteCallback {
  message[kDue] |= Due.FINISH
  return (error) => {
    // Node before 24 knows of no error of a write that a failure of the socket cut off.
    const reason = error ?? message.socket?.errored
    if (!reason) finishMessage(message)
    else if (message[kEndCallbacks] !== null && message[kCarrier]?.maySendAgain?.(message) !== true) failEnd(message, reason)
  }
}

/** The end of `message` will never be written: the callbacks of `end` hear of it. */
export function failEnd(message: OutgoingMessage, error: Error): void {
  const callbacks = message[kEndCallbacks]
  if (callbacks === null) return
  message[kEndCallbacks] = null
  for (const callback of callbacks) callback(error)
}

/** Finishes an ended message when its bytes are gone: now or at the end of this turn if they are gone already. */
export function finishWhenFlushed(message: OutgoingMessage): void {
  const { socket } = message
  if (message[kStage] !== Stage.ENDED || socket === null || message[kQueue] !== null || (message[kDue] & Due.FINISH) !== 0) return
  if (message[kCarrier]?.looksAfter(message)) return
  if (isFlushed(message, socket)) process.nextTick(finishMessage, message)
  else whenWritten(message, socket)
}

/** Finishes an ended message if its bytes are gone, and sees to it that it will be otherwise. Answers whether it is finished. */
export function finishIfFlushed(message: OutgoingMessage, socket: Duplex): boolean {
  if ((message[kDue] & Due.FINISH) !== 0) return false
  if (isFlushed(message, socket) && message[kQueue] === null) {
    finishMessage(message)
    return true
  }
  whenWritten(message, socket)
  return false
}

/** Asks the socket to say when everything so far is gone: an empty write is called back in its turn. */
export function whenWritten(message: OutgoingMessage, socket: Duplex): void {
  // Somebody has ended it; the message is over when the socket is.
  if (!socket.writableEnded) socket.write('', 'latin1', finishesMessage(message))
}

/** Whether the operating system has taken every byte of `message`, and nobody waits to be called back about them. */
export function isFlushed(message: OutgoingMessage, socket: Duplex): boolean {
  return socket.writableLength === 0 && (message[kDue] & Due.CALLBACKS) === 0 && !socket.errored && !socket.destroyed
}

/** `'finish'`: the carrier first, then the callbacks of `end`, then whoever listens, then `'close'` in a later turn. */
export function finishMessage(message: OutgoingMessage): void {
  if (message[kStage] !== Stage.ENDED) return
  message[kStage] = Stage.FINISHED
  const closes = message[kCarrier]?.messageFinished(message) === true
  const callbacks = message[kEndCallbacks]
  if (callbacks !== null) {
    message[kEndCallbacks] = null
    for (const callback of callbacks) callback(null)
  }
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
