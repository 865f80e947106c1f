/**
 * What a connection does with a received message: it hands over head, body, trailers and end, or reports that the connection was lost. And what it asks:
 * for example whether the body is being read. As long as the stream is not used, these functions only change the phase.
 */
import { connectionReset, HTTP_1_1 } from '@layered-http/shared'
import type { IncomingConnection } from '../connection.js'
import { Phase, PhaseEvent, stateOf, transition, type IncomingOwner, type IncomingState, type ReceivedFields, type ReceivedHead } from './state.js'

/** True if the program can observe the state of the stream: it was used, or there is a listener (`prependListener` adds one without initializing the stream). */
function isObserved({ message, isStreamInitialized }: IncomingState): boolean {
  return isStreamInitialized || (message as unknown as { _eventsCount: number })._eventsCount > 0
}

/** Gives a new message its head and its connection. The message keeps `head` as it is. */
export function receiveHead(message: object, connection: IncomingConnection, head: ReceivedHead): void {
  const state = stateOf(message)
  state.connection = connection
  state.head = head
  const { message: owner } = state
  const { version } = head
  owner.upgrade = false
  if (version === HTTP_1_1) {
    owner.httpVersionMajor = 1
    owner.httpVersionMinor = 1
    owner.httpVersion = '1.1'
  } else {
    owner.httpVersionMajor = version >> 8
    owner.httpVersionMinor = version & 0xff
    owner.httpVersion = `${version >> 8}.${version & 0xff}`
  }
}

/** Takes a piece of the body, without copying it. Returns true if the reader wants more at once. */
export function receiveBody(message: object, piece: Uint8Array): boolean {
  const state = stateOf(message)
  return state.isDiscarded || state.message.push(piece)
}

/** The message has no body and needs no stream: its stream looks read and closed. */
export function skipBody(message: object): void {
  const state = stateOf(message)
  transition(state, PhaseEvent.skip)
  state.isDiscarded = true
}

/** Takes the trailer section. */
export function receiveTrailers(message: object, trailers: ReceivedFields): void {
  const state = stateOf(message)
  state.trailers = trailers
  const { views } = state
  if (views !== null) views.trailers = views.trailersDistinct = views.rawTrailers = undefined
}

/** The message is complete. */
export function receiveEnd(message: object): void {
  const state = stateOf(message)
  const { message: owner } = state
  owner.complete = true
  if (isObserved(state)) {
    if (!owner.destroyed) owner.push(null)
  } else if (state.phase === Phase.open) {
    transition(state, state.isDiscarded ? PhaseEvent.close : PhaseEvent.end)
  }
}

/**
 * The connection was lost before the exchange was complete. A message that was not read to its end becomes aborted:
 * `'aborted'`, `'error'` if there is a listener, `'close'`.
 */
export function receiveAbort(message: object): void {
  const state = stateOf(message)
  const { message: owner, connection } = state
  if (isObserved(state)) owner.destroy(connectionReset('aborted'))
  else if (state.phase < Phase.closed) {
    owner.aborted = true
    transition(state, PhaseEvent.close)
    if (connection?.isExchangeComplete?.(owner) !== true) abortSignal(owner)
  }
}

/** The exchange did not complete: aborts the message's `signal`. */
export function abortSignal(message: object): void {
  const state = stateOf(message)
  const controller = state.abort
  state.abort ??= true
  if (controller !== null && controller !== true) controller.abort()
}

/** True if the body is discarded without a stream, so that no event will tell its end. */
export function isDiscarded(message: object): boolean {
  const state = stateOf(message)
  return state.isDiscarded && !state.isStreamInitialized
}

/**
 * True if user code has begun to read the body: the rest belongs to that reader, also after the response. As in Node, `pause()` after a
 * listener for `'data'` was added counts as reading, `pause()` before that does not.
 */
export function isConsumed(message: object): boolean {
  const { isStreamInitialized, isResumed, message: owner } = stateOf(message)
  return isStreamInitialized && (isResumed || owner.readableDidRead || owner.listenerCount('readable') > 0)
}

/** True if user code reads the body, and the body is not discarded. */
export function isBeingRead(message: object): boolean {
  return isConsumed(message) && !stateOf(message).isDiscarded
}

/** True if pushed bytes have not reached the reader yet: the stream delivers them in a later tick. */
export function hasUndeliveredData(message: object): boolean {
  const { isStreamInitialized, message: owner } = stateOf(message)
  return isStreamInitialized && owner.readableLength > 0 && (owner.readableFlowing === true || owner.listenerCount('readable') > 0)
}

function resume(message: IncomingOwner): void {
  message.resume()
}

/** Throws the rest of the body away as it comes, so that the connection can go on. */
export function discardBody(message: object): void {
  const state = stateOf(message)
  if (state.isDiscarded) return
  const { message: owner } = state
  if (!isObserved(state)) {
    state.isDiscarded = true
    if (!owner.complete) state.connection?.resumeReading()
    else if (state.phase < Phase.closed) transition(state, PhaseEvent.close)
    return
  }
  if (owner.readableEnded) return
  state.isDiscarded = true
  owner.removeAllListeners('data')
  // With bytes in it, the stream ends after the `'close'` of the response, as in Node; without bytes, before it.
  if (owner.readableLength > 0) process.nextTick(resume, owner)
  else owner.resume()
}
