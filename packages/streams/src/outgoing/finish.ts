/**
 * The end of an outgoing message: `'finish'` when the operating system has taken its bytes, then `'close'`.
 *
 * A message whose last write was taken at once is finished without a callback of the socket.
 */
import type { AsyncResource } from 'node:async_hooks'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { afterOutput } from './empty-write.js'
import { streamDestroyed } from './errors.js'
import { bytesWaiting, failChunk, isWritable } from './output.js'
import { isClosed, Pending, Stage, StageEvent, transition, type OutgoingState, type WriteCallback } from './state.js'

/** Bytes. A last write of at least this size has a callback: it may not fit the send buffer of a socket, so the system may not take it at once. */
export const LARGE_END = 64 * 1024

/**
 * Returns the callback for the last write of a message, if the message needs one to learn that it is finished. Usually it does not: an
 * idle socket takes the bytes at once, and its `writableLength` shows that afterwards.
 */
export function createFinishCallbackIfNeeded(state: OutgoingState, bytes: number): WriteCallback | undefined {
  const { socket, connection } = state
  if (!socket) return undefined
  // A net.Socket that still connects calls back when it is connected; an empty write afterwards would cost a tick. Other transports of a
  // connection have no `connecting`, and rarely take bytes at once.
  if ((state.pending & Pending.CALLBACKS) === 0 && !isWrittenLater(socket) && (socket.connecting === false || (!connection && !socket.connecting))) {
    if (bytes < LARGE_END && connection?.willFinish(state.message)) return undefined
    if (socket.writableLength === 0) return undefined
  }
  return createFinishCallback(state)
}

/** True if the socket writes in a later tick, as TLS does. While a TLS socket is corked, several messages share one write and each needs its own async context. */
function isWrittenLater(socket: Socket): boolean {
  return (socket as Partial<TLSSocket>).encrypted === true && socket.writableCorked === 0
}

/** Returns a callback for a write that finishes the message. */
function createFinishCallback(state: OutgoingState): WriteCallback {
  state.pending |= Pending.FINISH
  return (error) => {
    // Before Node 24, a write that fails with its socket is called back without an error.
    const reason = error ?? state.socket?.errored
    if (reason) {
      if (state.endCallbacks !== null && state.connection?.mayRetry?.(state.message) !== true) failEnd(state, reason)
    } else if (state.stage < Stage.ended) {
      // A socket that calls back inside `write`: `end` has not returned yet.
      state.pending = (state.pending & ~Pending.FINISH) | Pending.FLUSHED
    } else finishMessage(state)
  }
}

/** Forgets a callback of `end`. */
export function dropEndCallback(state: OutgoingState, callback: WriteCallback): void {
  const callbacks = state.endCallbacks?.filter((each) => each !== callback) ?? []
  state.endCallbacks = callbacks.length > 0 ? callbacks : null
}

/** The end of the message will never be written: calls the callbacks of `end` with `error`. */
export function failEnd(state: OutgoingState, error: Error): void {
  const callbacks = state.endCallbacks
  if (callbacks === null) return
  state.endCallbacks = null
  for (const callback of callbacks) callback(error)
}

/** Notes it if the bytes of an ended message are gone already. */
export function noteIfFlushed(state: OutgoingState): void {
  const { socket } = state
  if (socket && state.queue === null && (state.pending & Pending.FINISH) === 0 && isFlushed(state, socket)) state.pending |= Pending.FLUSHED
}

/** True if the operating system has taken every byte of an ended message. */
export function isSent({ stage, pending }: OutgoingState): boolean {
  return stage === Stage.ended && (pending & Pending.FLUSHED) !== 0
}

/** True if a message was destroyed before `end()`: it can leave in part at most. */
export function isCut({ message, stage, pending }: OutgoingState): boolean {
  return message.destroyed && (stage < Stage.ended || (pending & Pending.CUT) !== 0)
}

/** After `end`: finishes the message when its bytes are gone; in the next tick if they are gone already. */
export function finishWhenFlushed(state: OutgoingState): void {
  const { socket } = state
  if (state.stage !== Stage.ended || !socket || state.queue !== null || (state.pending & Pending.FINISH) !== 0) return
  if (state.connection?.willFinish(state.message)) return
  if ((state.pending & Pending.FLUSHED) !== 0) process.nextTick(finishFlushed, state, socket)
  else finishAfterPendingWrites(state, socket)
}

/** The bytes are gone. If the socket has failed since then, the exchange has failed with it. */
function finishFlushed(state: OutgoingState, socket: Duplex): void {
  if (socket.errored) failEnd(state, socket.errored)
  else finishMessage(state)
}

/**
 * Finishes an ended message if its bytes are gone. Otherwise makes sure that it is finished later.
 *
 * @param context - the async context of a later finish. Without it, that is the context of the socket's callback, which belongs to an earlier write if
 *   several wait
 * @returns true if the message is finished
 */
export function finishIfFlushed(state: OutgoingState, socket: Duplex, context?: AsyncResource): boolean {
  if (state.stage !== Stage.ended) return state.stage >= Stage.finished
  if ((state.pending & Pending.FINISH) !== 0) return false
  if (state.queue === null && ((state.pending & Pending.FLUSHED) !== 0 || isFlushed(state, socket))) {
    finishFlushed(state, socket)
    return (state.stage as number) >= Stage.finished
  }
  finishAfterPendingWrites(state, socket, context)
  return false
}

/** Finishes the message when the socket has written everything so far: an empty write is called back in its turn. */
export function finishAfterPendingWrites(state: OutgoingState, socket: Duplex, context?: AsyncResource): void {
  // A destroyed socket calls back with an error.
  if (isWritable(socket) || socket.destroyed) {
    const finish = createFinishCallback(state)
    afterOutput(socket, context === undefined ? finish : context.bind(finish))
  }
  // A socket that was ended after the last byte has written everything when it finishes.
  else if (socket.writableEnded && state.queue === null) {
    const finish = createFinishCallback(state)
    if (socket.writableFinished) process.nextTick(finish)
    else socket.once('finish', finish)
  }
}

/** True if the operating system has taken every byte of the message, and no callback of a write is outstanding. */
export function isFlushed(state: OutgoingState, socket: Duplex): boolean {
  return bytesWaiting(socket) === 0 && (state.pending & Pending.CALLBACKS) === 0 && !socket.errored && !socket.destroyed
}

/** Finishes the message: tells the connection, calls the callbacks of `end`, emits `'finish'`, and `'close'` later. */
export function finishMessage(state: OutgoingState): void {
  if (state.stage !== Stage.ended) return
  transition(state, StageEvent.finish)
  const { connection } = state
  const closes = connection !== null && connection.closesFinished
  if (closes) state.pending |= Pending.CLOSE
  // The later steps happen also when a listener throws: the connection may give the socket to another message, which has listeners, too.
  try {
    connection?.messageFinished(state.message)
  } finally {
    try {
      emitFinish(state)
    } finally {
      if (closes) closeSoon(state)
    }
  }
}

function emitFinish(state: OutgoingState): void {
  const callbacks = state.endCallbacks
  if (callbacks !== null) {
    state.endCallbacks = null
    for (const callback of callbacks) callback(null)
  }
  state.message.emit('finish')
}

/**
 * Without a listener for `'close'` only sets the stage, which costs no tick. With one, emits `'close'` two ticks later, as Node does: after the
 * `'end'` of the request that was answered, which takes two ticks if the request was not read.
 */
function closeSoon(state: OutgoingState): void {
  if (state.message.listenerCount('close') > 0) process.nextTick(closeNextTick, state)
  else closeMessage(state)
}

function closeNextTick(state: OutgoingState): void {
  process.nextTick(closeMessage, state)
}

/** Closes the message: emits `'close'`, once. */
export function closeMessage(state: OutgoingState): void {
  if (isClosed(state)) return
  transition(state, StageEvent.close)
  state.message.destroyed = true
  // The pieces that a cork held back never leave.
  if (state.chunk !== null) failChunk(state, state.error ?? streamDestroyed())
  state.message.emit('close')
}
