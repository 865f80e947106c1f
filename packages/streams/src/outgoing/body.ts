/**
 * The body of a message and its end: counts bytes, refuses what must not be sent, and decides when output leaves. The writes of one tick leave in one write.
 */
import { Framing } from '@layered-http/headers'
import { codedError } from '@layered-http/shared'
import { flushChunk, gather, writeLastChunks } from './chunks.js'
import { createFinishCallbackIfNeeded, finishWhenFlushed, noteIfFlushed } from './finish.js'
import { corkForTick, expectDrain, scheduleFlush, uncorkTick } from './flush.js'
import { flushBeforeEnd } from './flush-before-end.js'
import { byteLength, flushHead, highWaterMark, writableLength, writeWithHead } from './output.js'
import { isClosed, Pending, StageEvent, transition, type OutgoingState, type WriteCallback } from './state.js'

/**
 * Bytes. A piece of at least this size leaves at once, together with the pieces that wait, if the body has a length. Two such pieces in one system call
 * cost a quarter more for each byte than in two: the output no longer fits the processor's cache.
 */
export const LARGE_PIECE = 16 * 1024

/** True if the body must have exactly the length that the user has declared. */
function isLengthBinding({ message, framing, declaredLength }: OutgoingState): boolean {
  return message.strictContentLength && framing === Framing.LENGTH && declaredLength >= 0
}

/** ERR_HTTP_CONTENT_LENGTH_MISMATCH. */
function lengthMismatch(state: OutgoingState, total: number): Error {
  return codedError(
    Error,
    'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
    `Response body's content-length of ${total} byte(s) does not match the content-length of ${state.declaredLength} byte(s) set in header`,
    lengthMismatch,
  )
}

/** Counts body bytes. Throws for more than the declared length. */
function countBody(state: OutgoingState, bytes: number): void {
  const total = state.bodyBytes + bytes
  if (isLengthBinding(state) && total > state.declaredLength) throw lengthMismatch(state, total)
  state.bodyBytes = total
}

/** Throws ERR_HTTP_BODY_NOT_ALLOWED if the message must not have a body and the user wants an error for that. */
function checkBodyAllowed({ mayHaveBody, options }: OutgoingState): void {
  if (mayHaveBody || !options.rejectNonStandardBodyWrites) return
  throw codedError(Error, 'ERR_HTTP_BODY_NOT_ALLOWED', 'Adding content for this request method or response status is not allowed.', checkBodyAllowed)
}

/**
 * Decodes base64 and hexadecimal digits. `Buffer.byteLength` counts every character of such a string as a digit, line ends
 * too, so it would give a wrong Content-Length.
 */
function decoded(chunk: string | Uint8Array, encoding: BufferEncoding): string | Uint8Array {
  return typeof chunk === 'string' && (encoding === 'base64' || encoding === 'hex' || encoding === 'base64url') ? Buffer.from(chunk, encoding) : chunk
}

/** Writes a piece of the body. Builds the head before the first piece. Returns false if the writer should wait for `'drain'`. */
export function writeBody(state: OutgoingState, chunk: string | Uint8Array, encoding: BufferEncoding, callback: WriteCallback | undefined): boolean {
  const { message } = state
  chunk = decoded(chunk, encoding)
  const bytes = byteLength(chunk, encoding)
  if (!state.head) {
    message._implicitHeader()
    // As in Node, the piece that fixes the head is not compared with the declared length yet. The next one is, and the end.
    state.bodyBytes += bytes
  } else {
    countBody(state, bytes)
  }
  checkBodyAllowed(state)
  if (!state.mayHaveBody) {
    // The piece is dropped, but the callback is called. As in Node, the head waits for the end.
    if (callback !== undefined) {
      state.pending |= Pending.CALLBACKS
      process.nextTick(callback)
    }
    return true
  }
  if (callback !== undefined) state.pending |= Pending.CALLBACKS
  // The writes of one tick are one chunk, however large.
  const isHeld = bytes < LARGE_PIECE || message.chunkedEncoding
  if (isHeld) scheduleFlush(state)
  if (bytes === 0 && callback === undefined) return true
  let more: boolean
  if (message.chunkedEncoding) {
    gather(state, chunk, encoding, bytes, callback)
    more = writableLength(state) < highWaterMark(state)
    if (state.socket) flushBeforeEnd(state.socket)
    // Without a socket there is no flush at the end of the tick: each write is a chunk of its own, as in Node. Output behind other responses is counted.
    else if (state.corked === 0 || state.connection !== null) flushChunk(state)
  } else {
    if (isHeld) corkForTick(state)
    more = writeWithHead(state, chunk, encoding, bytes, callback)
    if (!isHeld) uncorkTick(state)
  }
  if (more) return true
  // As in Node: a destroyed socket emits no 'drain', so the writer must not wait for it.
  if (state.socket?.destroyed) return true
  state.needsDrain = true
  expectDrain(state)
  return false
}

/** Ends the message: sends the rest, emits `'prefinish'`, and `'finish'` once the bytes are gone. */
export function writeEnd(state: OutgoingState, chunk: string | Uint8Array, encoding: BufferEncoding): void {
  const { message } = state
  chunk = decoded(chunk, encoding)
  const bytes = chunk.length === 0 ? 0 : byteLength(chunk, encoding)
  const total = state.bodyBytes + bytes
  if (!state.head) {
    state.knownLength = bytes
    message._implicitHeader()
    state.bodyBytes = total
  }
  // As in Node, an empty string is no body, and empty bytes are one.
  if (bytes !== 0 || typeof chunk !== 'string') checkBodyAllowed(state)
  if (isLengthBinding(state) && total !== state.declaredLength) throw lengthMismatch(state, total)
  state.bodyBytes = total
  if (message.chunkedEncoding && state.mayHaveBody) {
    writeLastChunks(state, chunk, encoding, bytes)
  } else if (bytes !== 0 && state.mayHaveBody) {
    writeWithHead(state, chunk, encoding, bytes, createFinishCallbackIfNeeded(state, bytes))
  } else if (state.pendingHead !== '') {
    flushHead(state, createFinishCallbackIfNeeded(state, 0))
  }
  while (state.corked > 0) message.uncork()
  uncorkTick(state)
  transition(state, StageEvent.end)
  // Also if the socket does not accept the queue.
  if (!state.socket || state.queue !== null) return
  noteIfFlushed(state)
  try {
    message._finish()
  } finally {
    // Also when a listener for 'prefinish' throws.
    finishWhenFlushed(state)
  }
}

/**
 * Ends a message that was destroyed before. Nothing is sent, with one exception: as in Node, a response that waits behind others and ends without data
 * is completed, and sent in its turn.
 */
export function endDestroyed(state: OutgoingState, hasData: boolean): void {
  if (!hasData && !state.socket && state.connection !== null && !isClosed(state)) {
    writeEnd(state, '', 'latin1')
    return
  }
  // As in Node, a head without data is built all the same.
  if (!hasData && !state.head) {
    state.knownLength = 0
    state.message._implicitHeader()
  }
  transition(state, StageEvent.end)
  state.pending |= Pending.CUT
}
