/**
 * The chunked coding of a body (RFC 9112 section 7.1): the pieces that are written in one tick are one chunk.
 * What may live here: gathering pieces, and writing chunks.
 */
import { createFinishCallbackIfNeeded } from './finish.js'
import { cork, fastestEncoding, flushHead, uncork, writeRaw, writeWithHead } from './output.js'
import type { OutgoingState, PendingWrite, WriteCallback } from './state.js'

const LAST_CHUNK = '0\r\n'
const CRLF = '\r\n'

/** Bytes. The pieces of a chunk of at most this size are copied into one string, which makes a small response a tenth cheaper than separate writes. */
export const MAX_JOINED_BYTES = 4096

/** Adds a piece to the next chunk. */
export function gather(state: OutgoingState, data: string | Uint8Array, encoding: BufferEncoding, bytes: number, callback: WriteCallback | undefined): void {
  ;(state.chunk ??= []).push({ data, encoding: fastestEncoding(data, encoding, bytes), callback })
  state.chunkBytes += bytes
}

/** Sends the gathered pieces as one chunk. */
export function flushChunk(state: OutgoingState): void {
  if (state.chunk !== null) writeChunk(state, '', undefined)
}

/** Sends the gathered pieces and `data` as one chunk, then the last chunk and the trailer section. */
export function writeLastChunks(state: OutgoingState, data: string | Uint8Array, encoding: BufferEncoding, bytes: number): void {
  if (bytes !== 0) gather(state, data, encoding, bytes, undefined)
  const end = LAST_CHUNK + state.trailers + CRLF
  const callback = createFinishCallbackIfNeeded(state, state.chunkBytes)
  // A corked message leaves together at `uncork()` anyway: joining its pieces would only copy them.
  if (state.corked === 0) writeChunk(state, end, callback)
  else writeApart(state, end, callback)
}

/** Sends the gathered pieces, if any, as one chunk, and `end` after it; in one string where that pays. */
function writeChunk(state: OutgoingState, end: string, callback: WriteCallback | undefined): void {
  const { chunk: pieces, chunkBytes: bytes } = state
  const text = pieces === null ? '' : bytes === 0 ? null : joined(pieces, bytes)
  if (text === null) {
    writePieces(state, end, callback)
    return
  }
  state.chunk = null
  state.chunkBytes = 0
  const whole = text === '' ? end : `${sizeLine(bytes)}${text}${CRLF}${end}`
  writeWithHead(state, whole, 'latin1', whole.length, callback)
}

/** Sends head, pieces and `end` each as a write of its own. */
function writeApart(state: OutgoingState, end: string, callback: WriteCallback | undefined): void {
  if (state.chunk === null) {
    writeWithHead(state, end, 'latin1', end.length, callback)
    return
  }
  const { socket } = state
  if (socket) cork(socket)
  flushHead(state)
  writePieces(state, end, callback)
  if (socket) uncork(socket)
}

/** Sends the gathered pieces one by one, as one chunk, and `end` after it. */
function writePieces(state: OutgoingState, end: string, callback: WriteCallback | undefined): void {
  const pieces = state.chunk!
  const bytes = state.chunkBytes
  state.chunk = null
  state.chunkBytes = 0
  const { socket } = state
  if (socket) cork(socket)
  // Pieces without bytes make no chunk, which would be the last one. Their callbacks are called all the same.
  const size = bytes === 0 ? '' : sizeLine(bytes)
  writeWithHead(state, size, 'latin1', size.length)
  for (const piece of pieces) writeRaw(state, piece.data, piece.encoding, piece.callback)
  if (bytes !== 0) writeRaw(state, CRLF, 'latin1')
  if (end !== '') writeRaw(state, end, 'latin1', callback)
  if (socket) uncork(socket)
}

/** Returns the pieces as one string; null if they have to be written one by one: one has a callback of its own, or there are many bytes. */
function joined(pieces: PendingWrite[], bytes: number): string | null {
  if (bytes > MAX_JOINED_BYTES && (pieces.length > 1 || !isLatin1(pieces[0]!))) return null
  let text = ''
  for (const { data, encoding, callback } of pieces) {
    if (callback !== undefined) return null
    text += latin1(data, encoding)
  }
  return text
}

/** The line before the data of a chunk. */
function sizeLine(bytes: number): string {
  return `${bytes.toString(16)}${CRLF}`
}

/** True if a piece is already a string with one byte a character. */
function isLatin1({ data, encoding }: PendingWrite): boolean {
  return typeof data === 'string' && encoding === 'latin1'
}

/** The bytes of `data` as a string with one byte a character. */
function latin1(data: string | Uint8Array, encoding: BufferEncoding): string {
  if (typeof data !== 'string') return (data instanceof Buffer ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength)).toString('latin1')
  return encoding === 'latin1' ? data : Buffer.from(data, encoding).toString('latin1')
}
