/** What a connection does with a message that is sent, and asks of it. Each function takes the message; the work is done in the files beside. */
import type { AsyncResource } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import { CLOSE_LINE, type HeadersInit } from '@layered-http/headers'
import type { OutgoingConnection } from '../connection.js'
import * as attach from './attach.js'
import * as finish from './finish.js'
import * as flush from './flush.js'
import * as head from './head.js'
import * as output from './output.js'
import { Stage, stateOf, type PendingWrite, type WriteCallback } from './state.js'
import type { WriteOptions } from './write-options.js'

// Settings

/** Makes `connection` the one that carries the message. */
export function connectMessage(message: object, connection: OutgoingConnection): void {
  stateOf(message).connection = connection
}

/** True if a connection carries the message. */
export function hasConnection(message: object): boolean {
  return stateOf(message).connection !== null
}

/** Sets how the message is written. */
export function setWriteOptions(message: object, options: WriteOptions): void {
  stateOf(message).options = options
}

/** How the message is written. */
export function writeOptionsOf(message: object): WriteOptions {
  return stateOf(message).options
}

/** Sets the Keep-Alive line of the head: with its CRLF, '' for none, or the line that announces a close by the peer. */
export function setKeepAliveLine(message: object, line: string): void {
  stateOf(message).keepAliveLine = line
}

/** Sets the bytes that may wait before `write` returns false while the message has no socket. */
export function setHighWaterMark(message: object, bytes: number): void {
  stateOf(message).highWaterMark = bytes
}

/** The message has no body, whatever is written: a response to HEAD, 1xx, 204 and 304 (RFC 9110 section 6.4.1). */
export function forbidBody(message: object): void {
  stateOf(message).mayHaveBody = false
}

// The head

/** True if headers were set. */
export function hasHeaders(message: object): boolean {
  return stateOf(message).headers !== null
}

/**
 * Builds the head and fixes it: afterwards no header can change.
 *
 * @param firstLine - with its CRLF
 * @param init - headers to send instead of those that were set; they are checked here
 * @param isBodilessStatus - for a response with the status 204 or 304
 * @throws ERR_HTTP_TRAILER_INVALID if trailers are announced that cannot be sent, and as `setHeader` for `init`. The message is unchanged then.
 */
export function buildHead(message: object, firstLine: string, init?: HeadersInit, isBodilessStatus?: boolean): void {
  head.buildHead(stateOf(message), firstLine, init, isBodilessStatus)
}

/** Returns the head as it was built, with its CRLFs; null before. */
export function headText(message: object): string | null {
  return stateOf(message).head
}

// Stages

/** True if `end()` was called. */
export function hasEnded(message: object): boolean {
  return stateOf(message).stage >= Stage.ended
}

/** True between `end()` and `'finish'`. */
export function isFinishing(message: object): boolean {
  return stateOf(message).stage === Stage.ended
}

/** True from `'finish'` on. */
export function isFinished(message: object): boolean {
  return stateOf(message).stage >= Stage.finished
}

/** True if the connection closes after this message. Known once the head is built. */
export function isLast(message: object): boolean {
  return stateOf(message).isLast
}

/** True if the head is built and says that the connection closes, whichever side closes it. */
export function announcesClose(message: object): boolean {
  const { isLast, head } = stateOf(message)
  return isLast || (head !== null && head.includes(`\r\n${CLOSE_LINE}`))
}

/** True if the operating system has taken every byte of an ended message. */
export function isSent(message: object): boolean {
  return finish.isSent(stateOf(message))
}

/** True if a message was destroyed before `end()`: it can leave in part at most. */
export function isCut(message: object): boolean {
  return finish.isCut(stateOf(message))
}

/** True if bytes of the head have left, for the socket or for the queue. */
export function isHeadSent(message: object): boolean {
  const { head, pendingHead } = stateOf(message)
  return Boolean(head) && pendingHead === ''
}

/** True if `end()` was called with a callback that was not called yet. */
export function hasEndCallback(message: object): boolean {
  return stateOf(message).endCallbacks !== null
}

// Output

/** Gives a message its socket. The queue leaves, in one write if the socket can do that. */
export function attachSocket(message: object, socket: Duplex): void {
  attach.attachSocket(stateOf(message), socket)
}

/**
 * Hands bytes to the socket, before or after the head, or queues them until there is a socket.
 *
 * @returns true if more may be written at once
 */
export function writeRaw(message: object, data: string | Uint8Array, encoding: BufferEncoding, callback?: WriteCallback): boolean {
  return output.writeRaw(stateOf(message), data, encoding, callback)
}

/** All that an ended message has to write, while it has no socket and so has written nothing. Null otherwise. */
export function unsentOutput(message: object): readonly PendingWrite[] | null {
  return output.unsentOutput(stateOf(message))
}

/** The socket is about to end: queues further writes, until {@link dropOutput}. */
export function queueFurtherWrites(message: object): void {
  output.queueFurtherWrites(stateOf(message))
}

/** The queue will never leave. As in Node, the callbacks of its writes are not called. */
export function dropOutput(message: object): void {
  output.dropOutput(stateOf(message))
}

/** The socket's buffer is empty: emits `'drain'` if a writer waits for it and no output is left. */
export function drainMessage(message: object): void {
  flush.drainMessage(stateOf(message))
}

// The end

/**
 * Finishes an ended message if its bytes are gone. Otherwise makes sure that it is finished later.
 *
 * @param context - the async context of a later finish. Without it, that is the context of the socket's callback, which belongs to an earlier write if
 *   several wait
 * @returns true if the message is finished
 */
export function finishIfFlushed(message: object, socket: Duplex, context?: AsyncResource): boolean {
  return finish.finishIfFlushed(stateOf(message), socket, context)
}

/** Finishes the message when the socket has written everything so far. */
export function finishAfterPendingWrites(message: object, socket: Duplex): void {
  finish.finishAfterPendingWrites(stateOf(message), socket)
}

/** Finishes the message now: tells the connection, calls the callbacks of `end`, emits `'finish'`, and `'close'` later. */
export function finishMessage(message: object): void {
  finish.finishMessage(stateOf(message))
}

/** The end of the message will never be written: calls the callbacks of `end` with `error`. */
export function failEnd(message: object, error: Error): void {
  finish.failEnd(stateOf(message), error)
}

/** Closes the message: emits `'close'`, once. */
export function closeMessage(message: object): void {
  finish.closeMessage(stateOf(message))
}
