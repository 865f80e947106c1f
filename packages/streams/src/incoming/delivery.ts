/**
 * What a connection tells a received message: head, body, trailers, the end, the loss; and what it asks: whether anybody reads.
 * As long as nobody looks at the stream, these only move the phase on.
 */
import { connectionReset } from '@layered-http/shared'
import type { Carrier } from '../carrier.js'
import { kAbort, kAsked, kBuilt, kCarrier, kDumped, kPhase, kSpans, kText, kTrailerSpans, kTrailerText, kViews, Phase } from './fields.js'
import type { IncomingMessage } from './message.js'

/** Whether anybody could notice what the stream does. A listener can come without the state: `prependListener`. */
function isWatched(message: IncomingMessage): boolean {
  return message[kBuilt] || (message as unknown as { _eventsCount: number })._eventsCount > 0
}

/** Gives a new message the head it was made for. */
export function receiveHead(message: IncomingMessage, carrier: Carrier, version: number, text: string, spans: readonly number[]): void {
  message[kCarrier] = carrier
  message[kText] = text
  message[kSpans] = spans
  message.upgrade = false
  if (version === HTTP_1_1) {
    message.httpVersionMajor = 1
    message.httpVersionMinor = 1
    message.httpVersion = '1.1'
  } else {
    message.httpVersionMajor = version >> 8
    message.httpVersionMinor = version & 0xff
    message.httpVersion = `${version >> 8}.${version & 0xff}`
  }
}

/** `major << 8 | minor`, as the parser's tape has it. */
const HTTP_1_1 = (1 << 8) | 1

/** A piece of the body, a view that is not copied. Answers whether the reader wants more at once. */
export function receiveBody(message: IncomingMessage, piece: Uint8Array): boolean {
  if (message[kDumped]) return true
  return message.push(piece)
}

/** The message has no body, and its stream need not exist: to whoever looks it was read and closed before. */
export function skipBody(message: IncomingMessage): void {
  message[kPhase] = Phase.SKIPPED
  message[kDumped] = true
}

/** The fields after the body. */
export function receiveTrailers(message: IncomingMessage, text: string, spans: readonly number[]): void {
  message[kTrailerText] = text
  message[kTrailerSpans] = spans
  const views = message[kViews]
  if (views !== null) views.trailers = views.trailersDistinct = views.rawTrailers = undefined
}

/** The message is whole. */
export function receiveEnd(message: IncomingMessage): void {
  message.complete = true
  if (isWatched(message)) {
    if (!message.destroyed) message.push(null)
  } else if (message[kPhase] === Phase.OPEN) {
    message[kPhase] = message[kDumped] ? Phase.CLOSED : Phase.ENDED
  }
}

/**
 * The connection is gone before the exchange was over. A message that was not read to its end becomes aborted:
 * `'aborted'`, `'error'` if listened for, `'close'`.
 */
export function receiveAbort(message: IncomingMessage): void {
  if (isWatched(message)) message.destroy(connectionReset('aborted'))
  else if (message[kPhase] < Phase.CLOSED) {
    message.aborted = true
    message[kPhase] = Phase.CLOSED
    if (message[kCarrier]?.isOver?.(message) !== true) abortSignal(message)
  }
}

/** The exchange was not finished and never will be: whoever holds `signal` hears of it. */
export function abortSignal(message: IncomingMessage): void {
  const controller = message[kAbort]
  message[kAbort] ??= true
  if (controller !== null && controller !== true) controller.abort()
}

/** Whether the body is thrown away without a stream, so that nothing will say when it is over. */
export function isDumped(message: IncomingMessage): boolean {
  return message[kDumped] && !message[kBuilt]
}

/**
 * Whether somebody has begun to read the body. What is left of it is theirs then, also when the response is long sent. As in
 * Node, who pauses behind a listener for `'data'` has begun, and who pauses before it has not.
 */
export function isConsumed(message: IncomingMessage): boolean {
  return message[kBuilt] && (message[kAsked] || message.readableDidRead || message.listenerCount('readable') > 0)
}

/** True if user code reads the body, and it is not thrown away. */
export function isBeingRead(message: IncomingMessage): boolean {
  return isConsumed(message) && !message[kDumped]
}

/** Whether a reader is there who has not had what was pushed: the stream tells him in a later tick. */
export function isReadLater(message: IncomingMessage): boolean {
  return message[kBuilt] && message.readableLength > 0 && (message.readableFlowing === true || message.listenerCount('readable') > 0)
}

function resume(message: IncomingMessage): void {
  message.resume()
}

/** Nobody will read the rest of the body: it is thrown away as it comes, so that the connection can go on. */
export function dumpIncoming(message: IncomingMessage): void {
  if (message[kDumped]) return
  if (isWatched(message)) {
    if (message.readableEnded) return
    message[kDumped] = true
    message.removeAllListeners('data')
    // With bytes in it, the stream ends behind the `'close'` of the response, as in Node; without, before it.
    if (message.readableLength > 0) process.nextTick(resume, message)
    else message.resume()
    return
  }
  message[kDumped] = true
  if (message.complete) message[kPhase] = Phase.CLOSED
  else message[kCarrier]?.resumeReading()
}

