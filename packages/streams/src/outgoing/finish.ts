/**
 * The end of an outgoing message: `'finish'` when the system has taken its bytes, `'close'` when its life is over.
 *
 * A message whose last write was taken at once is finished without asking the socket for a callback.
 */
import type { AsyncResource } from 'node:async_hooks'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { Due, kCarrier, kChunk, kDue, kEndCallbacks, kQueue, kStage, Stage, type WriteCallback } from './fields.js'
import { streamDestroyed } from './errors.js'
import { bytesWaiting, failChunk, takesBytes } from './output.js'
import type { OutgoingMessage } from './message.js'

/** Bytes of a last write from which on the system may not take it at once: less fits a socket's send buffer. Then the write has the callback. */
const LARGE_END = 64 * 1024

/**
 * The callback for the last write of a message, if that is how the message learns that it is finished. Usually it is not: a
 * socket with nothing to do takes the bytes at once, and a look at it afterwards tells.
 */
export function callbackOfLast(message: OutgoingMessage, bytes: number): WriteCallback | undefined {
  const { socket } = message
  if (!socket) return undefined
  // A net.Socket that still connects calls back when it is connected; asking again afterwards would cost a turn. Other transports of a
  // connection have no `connecting`, and rarely take bytes at once.
  if ((message[kDue] & Due.CALLBACKS) === 0 && !isTakenLater(socket) && (socket.connecting === false || (!message[kCarrier] && !socket.connecting))) {
    if (bytes < LARGE_END && message[kCarrier]?.looksAfter(message)) return undefined
    if (socket.writableLength === 0) return undefined
  }
  return finishesMessage(message)
}

/** A TLS socket takes bytes in a later tick, whatever there is of them. While it is corked, several messages have one write, and each its own async context. */
function isTakenLater(socket: Socket): boolean {
  return (socket as Partial<TLSSocket>).encrypted === true && socket.writableCorked === 0
}

/** A callback for a write, after which `message` is finished. */
export function finishesMessage(message: OutgoingMessage): WriteCallback {
  message[kDue] |= Due.FINISH
  return (error) => {
    // Node before 24 knows of no error of a write that a failure of the socket cut off.
    const reason = error ?? message.socket?.errored
    if (reason) {
      if (message[kEndCallbacks] !== null && message[kCarrier]?.maySendAgain?.(message) !== true) failEnd(message, reason)
    } else if (message[kStage] < Stage.ENDED) {
      // A socket that calls back inside `write`: `end` has not come to its end yet.
      message[kDue] = (message[kDue] & ~Due.FINISH) | Due.FLUSHED
    } else finishMessage(message)
  }
}

/** The end of `message` will never be written: tells the callbacks of `end`. */
export function failEnd(message: OutgoingMessage, error: Error): void {
  const callbacks = message[kEndCallbacks]
  if (callbacks === null) return
  message[kEndCallbacks] = null
  for (const callback of callbacks) callback(error)
}

/** Notes that the bytes of an ended message are gone already. Whatever happens to the socket from now on, the message finishes. */
export function noteIfFlushed(message: OutgoingMessage): void {
  const { socket } = message
  if (socket && message[kQueue] === null && (message[kDue] & Due.FINISH) === 0 && isFlushed(message, socket)) message[kDue] |= Due.FLUSHED
}

/** True if the system has taken every byte of an ended message. */
export function isSent(message: OutgoingMessage): boolean {
  return message[kStage] === Stage.ENDED && (message[kDue] & Due.FLUSHED) !== 0
}

/** After `end`: finishes the message when its bytes are gone, at the end of this turn if they are gone already. */
export function finishWhenFlushed(message: OutgoingMessage): void {
  const { socket } = message
  if (message[kStage] !== Stage.ENDED || !socket || message[kQueue] !== null || (message[kDue] & Due.FINISH) !== 0) return
  if (message[kCarrier]?.looksAfter(message)) return
  if ((message[kDue] & Due.FLUSHED) !== 0) process.nextTick(finishFlushed, message, socket)
  else whenWritten(message, socket)
}

/** The bytes are gone. If the socket has failed since then, the exchange has failed with it. */
function finishFlushed(message: OutgoingMessage, socket: Duplex): void {
  if (socket.errored) failEnd(message, socket.errored)
  else finishMessage(message)
}

/**
 * Finishes an ended message if its bytes are gone, and sees to it that it will be otherwise.
 *
 * @param context - where it will finish in that case; otherwise where the socket calls back, which is that of an earlier write if several wait
 * @returns whether it is finished
 */
export function finishIfFlushed(message: OutgoingMessage, socket: Duplex, context?: AsyncResource): boolean {
  if (message[kStage] !== Stage.ENDED) return message[kStage] >= Stage.FINISHED
  if ((message[kDue] & Due.FINISH) !== 0) return false
  if (message[kQueue] === null && ((message[kDue] & Due.FLUSHED) !== 0 || isFlushed(message, socket))) {
    finishFlushed(message, socket)
    return message[kStage] >= Stage.FINISHED
  }
  whenWritten(message, socket, context)
  return false
}

/** Asks the socket to say when everything so far is gone: an empty write is called back in its turn. */
export function whenWritten(message: OutgoingMessage, socket: Duplex, context?: AsyncResource): void {
  // A destroyed socket says so to the callback.
  if (takesBytes(socket) || socket.destroyed) {
    const finish = finishesMessage(message)
    socket.write('', 'latin1', context === undefined ? finish : context.bind(finish))
  }
  // One that was ended after all bytes were written has them when it finishes.
  else if (socket.writableEnded && message[kQueue] === null) {
    const finish = finishesMessage(message)
    if (socket.writableFinished) process.nextTick(finish)
    else socket.once('finish', finish)
  }
}

/** Whether the system has taken every byte of `message`, and no callback of a write is outstanding. */
export function isFlushed(message: OutgoingMessage, socket: Duplex): boolean {
  return bytesWaiting(socket) === 0 && (message[kDue] & Due.CALLBACKS) === 0 && !socket.errored && !socket.destroyed
}

/** `'finish'`: the carrier first, then the callbacks of `end`, then the listeners, then `'close'` in a later turn. */
export function finishMessage(message: OutgoingMessage): void {
  if (message[kStage] !== Stage.ENDED) return
  message[kStage] = Stage.FINISHED
  const carrier = message[kCarrier]
  const closes = carrier !== null && carrier.closesFinished
  if (closes) message[kDue] |= Due.CLOSE
  // What follows also comes when a listener throws; the carrier may give the socket to another message, which has listeners, too.
  try {
    carrier?.messageFinished(message)
  } finally {
    try {
      emitFinish(message)
    } finally {
      if (closes) closeSoon(message)
    }
  }
}

function emitFinish(message: OutgoingMessage): void {
  const callbacks = message[kEndCallbacks]
  if (callbacks !== null) {
    message[kEndCallbacks] = null
    for (const callback of callbacks) callback(null)
  }
  message.emit('finish')
}

/**
 * `'close'`. Without a listener it only sets the state, and costs no tick. With one it comes two turns later, as in Node: after the
 * `'end'` of the request that was answered, which takes two turns when nothing had read it.
 */
function closeSoon(message: OutgoingMessage): void {
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
  // What a cork held back until now never leaves.
  if (message[kChunk] !== null) failChunk(message, message.errored ?? streamDestroyed())
  message.emit('close')
}
