/**
 * Output: a message's bytes on their way to the socket, or to a queue while there is no socket. A head waits for what follows it.
 * What may live here: single writes, and the end of a queue that will never leave.
 */
import type { Duplex } from 'node:stream'
import { defaultHighWaterMark } from '../high-water-mark.js'
import { chunkLength } from './chunk-length.js'
import { isClosed, Pending, Stage, type OutgoingState, type PendingWrite, type WriteCallback } from './state.js'

/** Bytes. A body in UTF-8 of at most this size shares a string with its head. Above that, joining them costs more than a write of two pieces. */
export const MAX_JOINED_UTF8 = 16 * 1024

/** Bytes. A Buffer of at most this size is copied into one string with its head. Above that, the copy costs as much as a write of two pieces. */
export const MAX_JOINED_BUFFER = 1024

/** Bytes of `data` on the wire. */
export function byteLength(data: string | Uint8Array, encoding: BufferEncoding): number {
  return typeof data === 'string' ? Buffer.byteLength(data, encoding) : data.byteLength
}

/** The encoding that writes the same bytes fastest: a UTF-8 string with as many bytes as characters is ASCII. */
export function fastestEncoding(data: string | Uint8Array, encoding: BufferEncoding, bytes: number): BufferEncoding {
  return encoding === 'binary' || (encoding === 'utf8' && typeof data === 'string' && bytes === data.length) ? 'latin1' : encoding
}

/** Bytes in a socket's buffer; 0 for a plain object with `write`, which has no such count. */
export function bytesWaiting(socket: Duplex): number {
  return socket.writableLength || 0
}

/** Corks a socket; not a plain object with `write`, which has no corks. */
export function cork(socket: Partial<Duplex>): void {
  socket.cork?.()
}

/** Takes one cork off a socket. */
export function uncork(socket: Partial<Duplex>): void {
  socket.uncork?.()
}

/** False for a socket that was ended or destroyed, or that is only readable. */
export function isWritable(socket: Duplex): boolean {
  return socket.writable !== false
}

/** Bytes that may wait before `write` returns false. */
export function highWaterMark({ socket, highWaterMark }: OutgoingState): number {
  return socket?.writableHighWaterMark ?? highWaterMark ?? defaultHighWaterMark()
}

/** Bytes that wait: in the message, its queue and the socket. */
export function writableLength({ socket, queuedBytes, chunk, chunkBytes, pendingHead, pending }: OutgoingState): number {
  const length = queuedBytes + chunkLength(chunkBytes)
  if (!socket) return length
  // As in Node, a head counts from the first write on, which sends it at the end of the tick.
  const isHeadSent = pendingHead !== '' && (chunk !== null || (pending & Pending.FLUSH) !== 0)
  return length + bytesWaiting(socket) + (isHeadSent ? pendingHead.length : 0)
}

/** Bytes that were accepted and that the operating system has not taken, the head and the framing included; 0 once the message has finished or closed. */
export function pendingBytes(state: OutgoingState): number {
  const { socket, stage, queuedBytes, chunkBytes, pendingHead } = state
  if (stage === Stage.finished || isClosed(state)) return 0
  return queuedBytes + chunkLength(chunkBytes) + pendingHead.length + (socket ? bytesWaiting(socket) : 0)
}

/**
 * Hands bytes to the socket, or queues them until there is one.
 *
 * @returns true if more may be written at once
 */
export function writeRaw(state: OutgoingState, data: string | Uint8Array, encoding: BufferEncoding, callback?: WriteCallback): boolean {
  const { socket } = state
  // The queue goes first, also if there is a socket already, which is about to get the queue.
  // A write to a socket that is not writable would be an error of the socket. A destroyed socket only calls back.
  if (socket && state.queue === null && (isWritable(socket) || socket.destroyed)) return socket.write(data, encoding, callback) !== false
  ;(state.queue ??= []).push({ data, encoding, callback })
  const bytes = byteLength(data, encoding)
  state.queuedBytes += bytes
  state.connection?.outputQueued?.(state.message, bytes)
  return state.queuedBytes < highWaterMark(state)
}

/** All that an ended message has to write, while it has no socket and so has written nothing. Null otherwise. */
export function unsentOutput({ stage, socket, queue }: OutgoingState): readonly PendingWrite[] | null {
  return stage === Stage.ended && !socket ? queue : null
}

/** The socket is about to end: queues further writes, until {@link dropOutput}. */
export function queueFurtherWrites(state: OutgoingState): void {
  state.queue ??= []
}

/** The queue will never leave. As in Node, the callbacks of its writes are not called. */
export function dropOutput(state: OutgoingState): void {
  state.queue = null
  state.queuedBytes = 0
}

/** The gathered pieces of a chunk will never leave: calls their callbacks with `error`. */
export function failChunk(state: OutgoingState, error: Error): void {
  const pieces = state.chunk
  if (pieces === null) return
  state.chunk = null
  state.chunkBytes = 0
  for (const { callback } of pieces) callback?.(error)
}

/** Sends the head if it is still waiting. */
export function flushHead(state: OutgoingState, callback?: WriteCallback): void {
  const head = state.pendingHead
  if (head === '') return
  state.pendingHead = ''
  state.options.headLeft?.(state.message)
  writeRaw(state, head, 'latin1', callback)
}

/**
 * Sends `data`; in one string with the head, if the head is still waiting and the bytes allow it.
 *
 * @param bytes - length of `data` on the wire
 */
export function writeWithHead(state: OutgoingState, data: string | Uint8Array, encoding: BufferEncoding, bytes: number, callback?: WriteCallback): boolean {
  encoding = fastestEncoding(data, encoding, bytes)
  const head = state.pendingHead
  if (head === '') return writeRaw(state, data, encoding, callback)
  state.pendingHead = ''
  state.options.headLeft?.(state.message)
  // The head is Latin-1. It shares its string with a body of one byte a character; or, if the head is ASCII, with a body in UTF-8.
  if (typeof data === 'string') {
    if (encoding === 'latin1') return writeRaw(state, head + data, 'latin1', callback)
    if (encoding === 'utf8' && bytes <= MAX_JOINED_UTF8 && Buffer.byteLength(head) === head.length) return writeRaw(state, head + data, 'utf8', callback)
  } else if (bytes <= MAX_JOINED_BUFFER && data instanceof Buffer) {
    return writeRaw(state, head + data.toString('latin1'), 'latin1', callback)
  }
  const { socket } = state
  if (socket) cork(socket)
  writeRaw(state, head, 'latin1')
  const more = writeRaw(state, data, encoding, callback)
  if (socket) uncork(socket)
  return more
}
