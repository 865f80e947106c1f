/**
 * Output: the way of a message's bytes to its socket, or to a queue while it has none. A head waits for what follows it.
 * What may live here: single writes, and what becomes of a queue that will never leave.
 */
import type { Duplex } from 'node:stream'
import { kCarrier, kChunk, kChunkBytes, kPendingHead, kQueue, kQueuedBytes, type WriteCallback } from './fields.js'
import type { OutgoingMessage } from './message.js'

/** Bytes of a body in UTF-8 up to which it shares a string with its head. Above that, putting them together costs more than a write of two pieces. */
const MAX_JOINED_UTF8 = 16 * 1024

/** Bytes of `data` on the wire. */
export function byteLength(data: string | Uint8Array, encoding: BufferEncoding): number {
  return typeof data === 'string' ? Buffer.byteLength(data, encoding) : data.byteLength
}

/** The encoding that writes the same bytes fastest: a UTF-8 string of as many bytes as chars is ASCII. */
export function fastestEncoding(data: string | Uint8Array, encoding: BufferEncoding, bytes: number): BufferEncoding {
  return encoding === 'binary' || (encoding === 'utf8' && typeof data === 'string' && bytes === data.length) ? 'latin1' : encoding
}

/** Bytes that a socket holds back. A plain object with `write` does not tell, and holds none. */
export function bytesWaiting(socket: Duplex): number {
  return socket.writableLength || 0
}

/** False for a socket that was ended, destroyed, or made for reading only. */
export function takesBytes(socket: Duplex): boolean {
  return socket.writable !== false
}

/**
 * Hands bytes to the socket, or queues them until there is one.
 *
 * @returns whether more may be written at once
 */
export function writeRaw(message: OutgoingMessage, data: string | Uint8Array, encoding: BufferEncoding, callback?: WriteCallback): boolean {
  const { socket } = message
  // What is queued goes first, also while a socket is there already and the queue is about to follow.
  // Writing to a socket that takes no more would be an error of the socket's. A destroyed one only tells the callback.
  if (socket && message[kQueue] === null && (takesBytes(socket) || socket.destroyed)) return socket.write(data, encoding, callback) !== false
  ;(message[kQueue] ??= []).push({ data, encoding, callback })
  const bytes = byteLength(data, encoding)
  message[kQueuedBytes] += bytes
  message[kCarrier]?.outputQueued?.(message, bytes)
  return message[kQueuedBytes] < message.writableHighWaterMark
}

/** The socket is about to end: queues what is written from now on, until {@link dropOutput}. */
export function withholdOutput(message: OutgoingMessage): void {
  message[kQueue] ??= []
}

/** What is queued will never leave. As in Node, callbacks of writes that no socket has taken are not called. */
export function dropOutput(message: OutgoingMessage): void {
  message[kQueue] = null
  message[kQueuedBytes] = 0
}

/** The gathered pieces will never leave: tells their callbacks. */
export function failChunk(message: OutgoingMessage, error: Error): void {
  const pieces = message[kChunk]
  if (pieces === null) return
  message[kChunk] = null
  message[kChunkBytes] = 0
  for (const { callback } of pieces) callback?.(error)
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
export function writeWithHead(message: OutgoingMessage, data: string | Uint8Array, encoding: BufferEncoding, bytes: number, callback?: WriteCallback): boolean {
  encoding = fastestEncoding(data, encoding, bytes)
  const head = message[kPendingHead]
  if (head === '') return writeRaw(message, data, encoding, callback)
  message[kPendingHead] = ''
  // The head is Latin-1: it shares its string with a body of one byte a char, or, if it is ASCII, with one in UTF-8.
  if (typeof data === 'string') {
    if (encoding === 'latin1') return writeRaw(message, head + data, 'latin1', callback)
    if (encoding === 'utf8' && bytes <= MAX_JOINED_UTF8 && Buffer.byteLength(head) === head.length) return writeRaw(message, head + data, 'utf8', callback)
  }
  const { socket } = message
  socket?.cork()
  writeRaw(message, head, 'latin1')
  const more = writeRaw(message, data, encoding, callback)
  socket?.uncork()
  return more
}
