/**
 * Output: the way of a message's bytes to its socket, or to a queue while it has none.
 *
 * A head waits for the first piece of the body and leaves with it in one write. Everything written in one tick leaves in one write;
 * pieces of a chunked body become one chunk.
 */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { Framing } from '@layered-http/headers'
import { codedError } from '@layered-http/shared'
import {
  Due,
  kBodyBytes,
  kChunk,
  kChunkBytes,
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
  kQueuedBytes,
  kRules,
  kStage,
  kTrailers,
  Stage,
  type PendingWrite,
  type WriteCallback,
} from './fields.js'
import { streamDestroyed } from './errors.js'
import { callbackOfLast, finishWhenFlushed } from './finish.js'
import type { OutgoingMessage } from './message.js'

const LAST_CHUNK = '0\r\n'
const CRLF = '\r\n'

/** Bytes of `data` on the wire. */
function byteLength(data: string | Uint8Array, encoding: BufferEncoding): number {
  return typeof data === 'string' ? Buffer.byteLength(data, encoding) : data.byteLength
}

/** Hands bytes to the socket, or queues them until there is one. Answers whether more may be written at once. */
export function writeRaw(message: OutgoingMessage, data: string | Uint8Array, encoding: BufferEncoding, callback?: WriteCallback): boolean {
  const { socket } = message
  // What is queued goes first, also while a socket is there already and the queue is about to follow.
  // On a socket that somebody has ended nothing leaves any more, and trying would be an error of the socket's.
  if (socket !== null && message[kQueue] === null && !socket.writableEnded) return socket.write(data, encoding, callback)
  ;(message[kQueue] ??= []).push({ data, encoding, callback })
  message[kQueuedBytes] += byteLength(data, encoding)
  return message[kQueuedBytes] < message.writableHighWaterMark
}

/** The socket is on its way out: what is written from now on is kept from it, until {@link failOutput}. */
export function withholdOutput(message: OutgoingMessage): void {
  message[kQueue] ??= []
}

/** What still waits will never leave: its callbacks hear of it. */
export function failOutput(message: OutgoingMessage): void {
  const queue = message[kQueue]
  if (queue === null) return
  message[kQueue] = null
  message[kQueuedBytes] = 0
  for (const { callback } of queue) callback?.(streamDestroyed())
}

/** Sends the head if it is still waiting. */
export function flushHead(message: OutgoingMessage, callback?: WriteCallback): void {
  const head = message[kPendingHead]
  if (head === '') return
  message[kPendingHead] = ''
  writeRaw(message, head, 'latin1', callback)
}

/**
 * Sends `data`, in one string with the head if that is still waiting and the bytes allow it.
 *
 * @param bytes - length of `data` on the wire
 */
function writeWithHead(message: OutgoingMessage, data: string | Uint8Array, encoding: BufferEncoding, bytes: number, callback?: WriteCallback): boolean {
  // A UTF-8 string of as many bytes as chars is ASCII: Latin-1 writes the same bytes, and faster.
  if (encoding === 'utf8' && typeof data === 'string' && bytes === data.length) encoding = 'latin1'
  const head = message[kPendingHead]
  if (head === '') return writeRaw(message, data, encoding, callback)
  message[kPendingHead] = ''
  // The head is Latin-1; only a body of one byte a char can share its string.
  if (typeof data === 'string' && (encoding === 'latin1' || encoding === 'binary')) return writeRaw(message, head + data, 'latin1', callback)
  const { socket } = message
  socket?.cork()
  writeRaw(message, head, 'latin1')
  const more = writeRaw(message, data, encoding, callback)
  socket?.uncork()
  return more
}

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
  throw codedError(Error, 'ERR_HTTP_BODY_NOT_ALLOWED', 'Adding content for this request method or response status is not allowed.')
}

/** A piece of the body. Builds the head before the first. */
export function writeBody(message: OutgoingMessage, chunk: string | Uint8Array, encoding: BufferEncoding, callback: WriteCallback | undefined): boolean {
  const bytes = byteLength(chunk, encoding)
  if (message[kHead] === null) {
    message._implicitHeader()
    // As in Node, the piece that fixes the head is not held against it yet; the next one is, and the end.
    message[kBodyBytes] += bytes
  } else {
    countBody(message, bytes)
  }
  checkBodyAllowed(message)
  if (!message[kMayHaveBody]) {
    // Nothing of it goes on the wire, but the head does and the callback is owed.
    if (callback !== undefined) {
      message[kDue] |= Due.CALLBACKS
      process.nextTick(callback)
    }
    scheduleFlush(message)
    return true
  }
  if (callback !== undefined) message[kDue] |= Due.CALLBACKS
  let more: boolean
  if (message[kFraming] === Framing.CHUNKED) {
    scheduleFlush(message)
    if (bytes === 0 && callback === undefined) return true
    ;(message[kChunk] ??= []).push({ data: chunk, encoding, callback })
    message[kChunkBytes] += bytes
    more = message.writableLength < message.writableHighWaterMark
    // Without a socket there is no turn to gather in: every write is its own chunk, as in Node.
    if (message.socket === null) flushChunk(message)
  } else {
    scheduleFlush(message)
    if (bytes === 0 && callback === undefined) return true
    corkForTick(message)
    more = writeWithHead(message, chunk, encoding, bytes, callback)
  }
  if (!more) message[kNeedDrain] = true
  return more
}

/** Makes sure that what was written in this tick leaves at its end. */
function scheduleFlush(message: OutgoingMessage): void {
  if ((message[kDue] & Due.FLUSH) !== 0 || message[kCorked] > 0) return
  message[kDue] |= Due.FLUSH
  process.nextTick(flushTick, message)
}

/** Holds the socket back until {@link scheduleFlush} strikes. */
function corkForTick(message: OutgoingMessage): void {
  if (message.socket === null || (message[kDue] & (Due.FLUSH | Due.UNCORK)) !== Due.FLUSH) return
  message[kDue] |= Due.UNCORK
  message.socket.cork()
}

function uncorkTick(message: OutgoingMessage): void {
  if ((message[kDue] & Due.UNCORK) === 0) return
  message[kDue] &= ~Due.UNCORK
  message.socket?.uncork()
}

function flushTick(message: OutgoingMessage): void {
  message[kDue] &= ~Due.FLUSH
  // A destroyed socket takes nothing, but tells that to the callbacks.
  if (message[kCorked] === 0 && (message.socket !== null || !message.destroyed)) {
    flushHead(message)
    flushChunk(message)
  }
  uncorkTick(message)
}

/** Bytes on the wire of a chunk of `bytes` bytes: its size in hexadecimal digits, and CRLF twice, go with it. */
export function chunkLength(bytes: number): number {
  return bytes === 0 ? 0 : bytes + ((35 - Math.clz32(bytes)) >> 2) + 2 * CRLF.length
}

/** Sends the gathered pieces as one chunk (RFC 9112 section 7.1). */
export function flushChunk(message: OutgoingMessage): void {
  const pieces = message[kChunk]
  if (pieces === null) return
  const bytes = message[kChunkBytes]
  message[kChunk] = null
  message[kChunkBytes] = 0
  const { socket } = message
  socket?.cork()
  // Pieces of no bytes make no chunk, since that would be the last one; their callbacks are owed all the same.
  const size = bytes === 0 ? '' : `${bytes.toString(16)}${CRLF}`
  writeWithHead(message, size, 'latin1', size.length)
  for (const { data, encoding, callback } of pieces) writeRaw(message, data, encoding, callback)
  if (bytes !== 0) writeRaw(message, CRLF, 'latin1')
  socket?.uncork()
}

/** The end of the message: what is left of it, `'prefinish'`, and `'finish'` once the bytes are gone. */
export function writeEnd(message: OutgoingMessage, chunk: string | Uint8Array, encoding: BufferEncoding): void {
  const bytes = chunk.length === 0 ? 0 : byteLength(chunk, encoding)
  const total = message[kBodyBytes] + bytes
  if (message[kHead] === null) {
    message[kKnownLength] = bytes
    message._implicitHeader()
    message[kBodyBytes] = total
  }
  if (bytes !== 0) checkBodyAllowed(message)
  if (isLengthBinding(message) && total !== message[kDeclaredLength]) throw lengthMismatch(message, total)
  message[kBodyBytes] = total
  if (message[kFraming] === Framing.CHUNKED && message[kMayHaveBody]) {
    writeLastChunks(message, chunk, encoding, bytes)
  } else if (bytes !== 0 && message[kMayHaveBody]) {
    writeWithHead(message, chunk, encoding, bytes, callbackOfLast(message))
  } else if (message[kPendingHead] !== '') {
    flushHead(message, callbackOfLast(message))
  }
  while (message[kCorked] > 0) message.uncork()
  uncorkTick(message)
  message[kStage] = Stage.ENDED
  if (message.socket === null) return
  message._finish()
  finishWhenFlushed(message)
}

/** What was gathered, `chunk` with it, then the last chunk and the trailers. */
function writeLastChunks(message: OutgoingMessage, chunk: string | Uint8Array, encoding: BufferEncoding, bytes: number): void {
  const end = LAST_CHUNK + message[kTrailers] + CRLF
  const isCorked = message[kCorked] > 0
  if (!isCorked && message[kChunk] === null && typeof chunk === 'string' && bytes === chunk.length) {
    // A whole body in ASCII, the usual one: a single string, a single write.
    const text = bytes === 0 ? end : `${bytes.toString(16)}\r\n${chunk}\r\n${end}`
    writeWithHead(message, text, 'latin1', text.length, callbackOfLast(message))
    return
  }
  const { socket } = message
  const callback = callbackOfLast(message)
  socket?.cork()
  // As `uncork` does: what is held back leaves together anyway, so nothing is joined, head included.
  if (isCorked) flushHead(message)
  if (bytes !== 0) {
    ;(message[kChunk] ??= []).push({ data: chunk, encoding, callback: undefined })
    message[kChunkBytes] += bytes
  }
  flushChunk(message)
  writeRaw(message, end, 'latin1', callback)
  socket?.uncork()
}

/** All that an ended message has to write, while it has no socket and so has written nothing. */
export function wholeOutput(message: OutgoingMessage): readonly PendingWrite[] | null {
  return message[kStage] === Stage.ENDED && message.socket === null ? message[kQueue] : null
}

/** Gives a message its socket: what is queued leaves, in one write where the socket can. */
export function attachSocket(message: OutgoingMessage, socket: Duplex): void {
  message.socket = socket as Socket
  if (message.destroyed) return
  const isEnded = message[kStage] === Stage.ENDED
  if (isEnded) message._finish()
  const queue = message[kQueue]
  if (queue !== null) {
    message[kQueue] = null
    message[kQueuedBytes] = 0
    if (isEnded) finishWithLast(message, queue)
    if (queue.length > 1) socket.cork()
    for (const { data, encoding, callback } of queue) socket.write(data, encoding, callback)
    if (queue.length > 1) socket.uncork()
  }
  if (isEnded) finishWhenFlushed(message)
  else drainMessage(message)
}

/** Makes the callback of the last write finish the message, if a look at the socket will not do. */
function finishWithLast(message: OutgoingMessage, queue: PendingWrite[]): void {
  const finish = callbackOfLast(message)
  if (finish === undefined) return
  const last = queue[queue.length - 1]!
  const { callback } = last
  last.callback = (error) => {
    callback?.(error)
    finish(error)
  }
}

/** `'drain'`, if it is owed and nothing waits any more. Called when the socket has nothing left to do. */
export function drainMessage(message: OutgoingMessage): void {
  if (!message[kNeedDrain] || message.destroyed || message[kStage] >= Stage.ENDED) return
  const { socket } = message
  if (socket === null) return
  if (message.writableLength === 0) {
    message[kNeedDrain] = false
    message.emit('drain')
  } else if (!socket.writableNeedDrain) {
    // Less waits than the socket would call back about: this goes behind it.
    flushTick(message)
    socket.write('', 'latin1', (error) => {
      if (!error) drainMessage(message)
    })
  }
}
