/**
 * The body of a message and its end: what is counted, what is refused, and when it leaves. Everything written in one tick leaves in one write.
 */
import { Framing } from '@layered-http/headers'
import { codedError } from '@layered-http/shared'
import { flushChunk, gather, writeLastChunks } from './chunks.js'
import {
  Due,
  kBodyBytes,
  kCarrier,
  kCorked,
  kDeclaredLength,
  kDue,
  kFraming,
  kHead,
  kKnownLength,
  kMayHaveBody,
  kNeedDrain,
  kPendingHead,
  kQueue,
  kRules,
  kStage,
  Stage,
  type WriteCallback,
} from './fields.js'
import { callbackOfLast, finishWhenFlushed, noteIfFlushed } from './finish.js'
import { corkForTick, expectDrain, guardEnd, scheduleFlush, uncorkTick } from './flush.js'
import { byteLength, flushHead, writeWithHead } from './output.js'
import type { OutgoingMessage } from './message.js'

/**
 * Bytes of a piece of a counted body from which on it leaves at once, and what waits with it. Two such pieces in one system call cost a quarter more a byte than in two:
 * what is written no longer fits the processor's cache.
 */
const LARGE_PIECE = 16 * 1024

/** Whether the user wants the body held to its declared length, and there is one. */
function isLengthBinding(message: OutgoingMessage): boolean {
  return message.strictContentLength && message[kFraming] === Framing.LENGTH && message[kDeclaredLength] >= 0
}

/** ERR_HTTP_CONTENT_LENGTH_MISMATCH. */
function lengthMismatch(message: OutgoingMessage, total: number): Error {
  return codedError(
    Error,
    'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
    `Response body's content-length of ${total} byte(s) does not match the content-length of ${message[kDeclaredLength]} byte(s) set in header`,
    lengthMismatch,
  )
}

/** Counts body bytes. Too many for the declared length are refused. */
function countBody(message: OutgoingMessage, bytes: number): void {
  const total = message[kBodyBytes] + bytes
  if (isLengthBinding(message) && total > message[kDeclaredLength]) throw lengthMismatch(message, total)
  message[kBodyBytes] = total
}

/** Throws where a body is not allowed and that is to be an error. */
function checkBodyAllowed(message: OutgoingMessage): void {
  if (message[kMayHaveBody] || !message[kRules].rejectsForbiddenBody) return
  throw codedError(Error, 'ERR_HTTP_BODY_NOT_ALLOWED', 'Adding content for this request method or response status is not allowed.', checkBodyAllowed)
}

/**
 * What is written in base64 or hexadecimal digits, as bytes. `Buffer.byteLength` takes every character of such a string for a digit, a line
 * end too, and framing by that number would be wrong.
 */
function decoded(chunk: string | Uint8Array, encoding: BufferEncoding): string | Uint8Array {
  return typeof chunk === 'string' && (encoding === 'base64' || encoding === 'hex' || encoding === 'base64url') ? Buffer.from(chunk, encoding) : chunk
}

/** A piece of the body. Builds the head before the first. */
export function writeBody(message: OutgoingMessage, chunk: string | Uint8Array, encoding: BufferEncoding, callback: WriteCallback | undefined): boolean {
  chunk = decoded(chunk, encoding)
  const bytes = byteLength(chunk, encoding)
  if (!message[kHead]) {
    message._implicitHeader()
    // As in Node, the piece that fixes the head is not held against it yet; the next one is, and the end.
    message[kBodyBytes] += bytes
  } else {
    countBody(message, bytes)
  }
  checkBodyAllowed(message)
  if (!message[kMayHaveBody]) {
    // Nothing of it goes on the wire, but the callback is called. As in Node, the head waits for the end.
    if (callback !== undefined) {
      message[kDue] |= Due.CALLBACKS
      process.nextTick(callback)
    }
    return true
  }
  if (callback !== undefined) message[kDue] |= Due.CALLBACKS
  // What is written in one tick is one chunk, however large.
  const isHeld = bytes < LARGE_PIECE || message.chunkedEncoding
  if (isHeld) scheduleFlush(message)
  if (bytes === 0 && callback === undefined) return true
  let more: boolean
  if (message.chunkedEncoding) {
    gather(message, chunk, encoding, bytes, callback)
    more = message.writableLength < message.writableHighWaterMark
    if (message.socket) guardEnd(message.socket)
    // Without a socket there is no turn to gather in: every write is its own chunk, as in Node. What waits behind other responses is counted.
    else if (message[kCorked] === 0 || message[kCarrier] !== null) flushChunk(message)
  } else {
    if (isHeld) corkForTick(message)
    more = writeWithHead(message, chunk, encoding, bytes, callback)
    if (!isHeld) uncorkTick(message)
  }
  if (more) return true
  // As in Node: 'drain' would never come from a destroyed socket, so nothing should wait for it.
  if (message.socket?.destroyed) return true
  message[kNeedDrain] = true
  expectDrain(message)
  return false
}

/** The end of the message: what is left of it, `'prefinish'`, and `'finish'` once the bytes are gone. */
export function writeEnd(message: OutgoingMessage, chunk: string | Uint8Array, encoding: BufferEncoding): void {
  chunk = decoded(chunk, encoding)
  const bytes = chunk.length === 0 ? 0 : byteLength(chunk, encoding)
  const total = message[kBodyBytes] + bytes
  if (!message[kHead]) {
    message[kKnownLength] = bytes
    message._implicitHeader()
    message[kBodyBytes] = total
  }
  // As in Node, an empty string is no body, and empty bytes are one.
  if (bytes !== 0 || typeof chunk !== 'string') checkBodyAllowed(message)
  if (isLengthBinding(message) && total !== message[kDeclaredLength]) throw lengthMismatch(message, total)
  message[kBodyBytes] = total
  if (message.chunkedEncoding && message[kMayHaveBody]) {
    writeLastChunks(message, chunk, encoding, bytes)
  } else if (bytes !== 0 && message[kMayHaveBody]) {
    writeWithHead(message, chunk, encoding, bytes, callbackOfLast(message, bytes))
  } else if (message[kPendingHead] !== '') {
    flushHead(message, callbackOfLast(message, 0))
  }
  while (message[kCorked] > 0) message.uncork()
  uncorkTick(message)
  message[kStage] = Stage.ENDED
  // Also if the socket does not take what is queued.
  if (!message.socket || message[kQueue] !== null) return
  noteIfFlushed(message)
  try {
    message._finish()
  } finally {
    // Also when a listener for 'prefinish' throws.
    finishWhenFlushed(message)
  }
}

/**
 * The end of a message that was destroyed before: for the record alone, except that a response which waits behind others and ends without data
 * is completed, and sent in its turn, as in Node.
 */
export function endDestroyed(message: OutgoingMessage, hasData: boolean): void {
  if (!hasData && !message.socket && message[kCarrier] !== null && !message.closed) {
    writeEnd(message, '', 'latin1')
    return
  }
  // As in Node, a head without data is built all the same.
  if (!hasData && !message[kHead]) {
    message[kKnownLength] = 0
    message._implicitHeader()
  }
  message[kStage] = message.closed ? Stage.LOST : Stage.ENDED
  message[kDue] |= Due.CUT
}
