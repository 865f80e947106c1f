/**
 * The chunked coding of a body (RFC 9112 section 7.1): the pieces that are written in one tick are one chunk.
 * What may live here: gathering them, and putting chunks together.
 */
import { kChunk, kChunkBytes, kCorked, kTrailers, type PendingWrite, type WriteCallback } from './fields.js'
import { callbackOfLast } from './finish.js'
import { fastestEncoding, flushHead, writeRaw, writeWithHead } from './output.js'
import type { OutgoingMessage } from './message.js'

const LAST_CHUNK = '0\r\n'
const CRLF = '\r\n'

/** Bytes of a chunk up to which its pieces are copied to leave in one string: that takes a tenth off a response, where a write of several pieces does not. */
const MAX_JOINED_BYTES = 4096

/** Adds a piece to the next chunk. */
export function gather(message: OutgoingMessage, data: string | Uint8Array, encoding: BufferEncoding, bytes: number, callback: WriteCallback | undefined): void {
  ;(message[kChunk] ??= []).push({ data, encoding: fastestEncoding(data, encoding, bytes), callback })
  message[kChunkBytes] += bytes
}

/** Bytes on the wire of a chunk of `bytes` bytes: its size in hexadecimal digits, and CRLF twice, go with it. */
export function chunkLength(bytes: number): number {
  return bytes === 0 ? 0 : bytes + ((35 - Math.clz32(bytes)) >> 2) + 2 * CRLF.length
}

/** Sends the gathered pieces as one chunk (RFC 9112 section 7.1). */
export function flushChunk(message: OutgoingMessage): void {
  if (message[kChunk] !== null) writeChunk(message, '', undefined, true)
}

/** What was gathered, `chunk` with it, then the last chunk and the trailers. */
export function writeLastChunks(message: OutgoingMessage, chunk: string | Uint8Array, encoding: BufferEncoding, bytes: number): void {
  if (bytes !== 0) gather(message, chunk, encoding, bytes, undefined)
  // As `uncork` does: what is held back leaves together anyway, so nothing is joined, head included.
  writeChunk(message, LAST_CHUNK + message[kTrailers] + CRLF, callbackOfLast(message, message[kChunkBytes]), message[kCorked] === 0)
}

/** The gathered pieces, if there are any, as one chunk, and `end` behind it; in one string if they may be joined and that pays. */
function writeChunk(message: OutgoingMessage, end: string, callback: WriteCallback | undefined, mayJoin: boolean): void {
  const pieces = message[kChunk]
  const bytes = message[kChunkBytes]
  message[kChunk] = null
  message[kChunkBytes] = 0
  const text = pieces === null ? '' : mayJoin && bytes !== 0 ? joined(pieces, bytes) : null
  if (text !== null) {
    const whole = text === '' ? end : `${sizeLine(bytes)}${text}${CRLF}${end}`
    writeWithHead(message, whole, 'latin1', whole.length, callback)
    return
  }
  const { socket } = message
  socket?.cork()
  if (!mayJoin) flushHead(message)
  writePieces(message, pieces!, bytes)
  if (end !== '') writeRaw(message, end, 'latin1', callback)
  socket?.uncork()
}

function writePieces(message: OutgoingMessage, pieces: PendingWrite[], bytes: number): void {
  // Pieces of no bytes make no chunk, since that would be the last one; their callbacks are owed all the same.
  const size = bytes === 0 ? '' : sizeLine(bytes)
  writeWithHead(message, size, 'latin1', size.length)
  for (const { data, encoding, callback } of pieces) writeRaw(message, data, encoding, callback)
  if (bytes !== 0) writeRaw(message, CRLF, 'latin1')
}

/** The pieces as one string; null if they go to the socket one by one: each has its own callback, or there are many bytes. */
function joined(pieces: PendingWrite[], bytes: number): string | null {
  if (bytes > MAX_JOINED_BYTES && (pieces.length > 1 || !isLatin1(pieces[0]!))) return null
  let text = ''
  for (const { data, encoding, callback } of pieces) {
    if (callback !== undefined) return null
    text += latin1(data, encoding)
  }
  return text
}

/** The line before a chunk. */
function sizeLine(bytes: number): string {
  return `${bytes.toString(16)}${CRLF}`
}

/** Whether a piece is a string of its bytes already. */
function isLatin1({ data, encoding }: PendingWrite): boolean {
  return typeof data === 'string' && encoding === 'latin1'
}

/** The bytes of `data` as a string of a char each. */
function latin1(data: string | Uint8Array, encoding: BufferEncoding): string {
  if (typeof data !== 'string') return (data instanceof Buffer ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength)).toString('latin1')
  return encoding === 'latin1' ? data : Buffer.from(data, encoding).toString('latin1')
}
