/**
 * The methods of IncomingMessage: views of the received head and of the trailers, and a Readable for the body.
 *
 * The stream machinery is initialized on first use. Most requests have no body and no listener for `end` or
 * `close`; initializing, ticking and closing a Readable for each of them would be a third of the cost of a request.
 * Everything in `stream.Readable` goes through `_readableState`. On the prototype it is an accessor, whose first use makes
 * a stream state as if it had existed from the start.
 *
 * What may live here: the methods, and the initialization of the stream. message.ts documents the public members and makes constructors; connections use
 * port.ts.
 */
import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import type { Socket } from 'node:net'
import { distinctHeaders, mergedHeaders, rawHeaders, type IncomingHeaders } from '@layered-http/headers'
import { defaultHighWaterMark } from '../high-water-mark.js'
import { isPrototype } from '../prototype.js'
import { abortSignal, isConsumed } from './port.js'
import { Phase, stateOf, type IncomingState, type Views } from './state.js'

/** The fields of a Readable's state that are used here. */
interface ReadableStateFields {
  ended: boolean
  endEmitted: boolean
  destroyed: boolean
  closed: boolean
  closeEmitted: boolean
  /** While it is true, the stream does not call `_read` by itself. */
  readingMore: boolean
}

/** Makes `_readableState` a plain own property, as in every other Readable. One descriptor serves all messages. */
const stateDescriptor: PropertyDescriptor = { value: undefined, writable: true, enumerable: true, configurable: true }

/** Never constructed: {@link defineConstructor} copies its members. */
export class IncomingMessageMethods extends Readable {
  declare socket: Socket
  declare httpVersion: string
  declare httpVersionMajor: number
  declare httpVersionMinor: number
  declare complete: boolean
  declare aborted: boolean
  declare upgrade: boolean | null
  declare url: string
  declare method: string | null
  declare statusCode: number | null
  declare statusMessage: string | null
  declare client: Socket
  declare joinDuplicateHeaders: boolean | undefined

  /** The state of the Readable. The first use initializes the stream. Undefined for a prototype, as in Readable. */
  get _readableState(): object | undefined {
    return isPrototype(this) ? undefined : initStream(this, stateOf(this))
  }
  set _readableState(state: object | undefined) {
    stateOf(this).isStreamInitialized = true
    stateDescriptor.value = state
    Object.defineProperty(this, '_readableState', stateDescriptor)
    stateDescriptor.value = undefined
  }

  get headers(): IncomingHeaders {
    const state = stateOf(this)
    return (viewsOf(state).headers ??= mergedHeaders(state.head.text, state.head.spans, this.joinDuplicateHeaders))
  }
  set headers(value: IncomingHeaders) {
    viewsOf(stateOf(this)).headers = value
  }

  get headersDistinct(): Record<string, string[]> {
    const state = stateOf(this)
    return (viewsOf(state).headersDistinct ??= distinctHeaders(state.head.text, state.head.spans))
  }
  set headersDistinct(value: Record<string, string[]>) {
    viewsOf(stateOf(this)).headersDistinct = value
  }

  get rawHeaders(): string[] {
    const state = stateOf(this)
    return (viewsOf(state).rawHeaders ??= rawHeaders(state.head.text, state.head.spans))
  }
  set rawHeaders(value: string[]) {
    viewsOf(stateOf(this)).rawHeaders = value
  }

  get trailers(): IncomingHeaders {
    const state = stateOf(this)
    return (viewsOf(state).trailers ??= mergedHeaders(state.trailers.text, state.trailers.spans, this.joinDuplicateHeaders))
  }
  set trailers(value: IncomingHeaders) {
    viewsOf(stateOf(this)).trailers = value
  }

  get trailersDistinct(): Record<string, string[]> {
    const state = stateOf(this)
    return (viewsOf(state).trailersDistinct ??= distinctHeaders(state.trailers.text, state.trailers.spans))
  }
  set trailersDistinct(value: Record<string, string[]>) {
    viewsOf(stateOf(this)).trailersDistinct = value
  }

  get rawTrailers(): string[] {
    const state = stateOf(this)
    return (viewsOf(state).rawTrailers ??= rawHeaders(state.trailers.text, state.trailers.spans))
  }
  set rawTrailers(value: string[]) {
    viewsOf(stateOf(this)).rawTrailers = value
  }

  headerLines(): [name: string, value: string][] {
    return pairsOf(this.rawHeaders)
  }

  trailerLines(): [name: string, value: string][] {
    return pairsOf(this.rawTrailers)
  }

  get signal(): AbortSignal {
    const state = stateOf(this)
    const before = state.abort
    if (before !== null && before !== true) return before.signal
    const controller = new AbortController()
    state.abort = controller
    if (before === true) controller.abort()
    return controller.signal
  }

  get connection(): Socket {
    return this.socket
  }
  set connection(socket: Socket) {
    this.socket = socket
  }

  // Node's streams take a message with these two, and without `req`, for a server's request: they take its socket off before they destroy it. So a loop over the body can be left early,
  // and the response is still sent.

  /** True if user code reads the body, or has begun to. */
  get _consuming(): boolean {
    return isConsumed(this)
  }
  set _consuming(_isConsuming: boolean) {
    // The stream knows by itself whether it is read.
  }

  /** True if the rest of the body is discarded: it is received and not read. */
  get _dumped(): boolean {
    return stateOf(this).isDiscarded
  }
  set _dumped(isDumped: boolean) {
    stateOf(this).isDiscarded = isDumped
  }

  setTimeout(milliseconds: number, callback?: () => void): this {
    if (callback) this.on('timeout', callback)
    stateOf(this).connection?.timeoutSet?.()
    ;(this.socket as Partial<Socket>).setTimeout?.(milliseconds)
    return this
  }

  /** As in Readable. Adding a listener for `'data'` and `pipe()` call it. */
  override resume(): this {
    stateOf(this).isResumed = true
    return super.resume()
  }

  override _read(_size: number): void {
    const state = stateOf(this)
    if (!state.isResumed) {
      state.isResumed = true
      ;(this._readableState as ReadableStateFields).readingMore = false
    }
    state.connection?.resumeReading()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const state = stateOf(this)
    if (!this.readableEnded) state.isDiscarded = true
    if (!this.readableEnded || !this.complete) {
      this.aborted = true
      this.emit('aborted')
      if (state.connection?.isExchangeComplete?.(this) !== true) abortSignal(this)
    }
    // The rest of an incomplete message cannot be skipped: the connection is lost with it.
    if (this.socket && !this.socket.destroyed && this.aborted) {
      this.socket.destroy(error ?? undefined)
    }
    // `stream.pipeline()` takes the socket off a request that it destroys, so that a response can be sent. The rest of the body is thrown away.
    if (!this.socket && !this.complete) state.connection?.resumeReading()
    if (error === null) callback()
    // The peer closed the connection: without a listener for 'error' that must not end the process.
    else process.nextTick(callback, this.listenerCount('error') === 0 ? null : error)
  }
}

/** Returns a flat list of names and values as pairs. */
function pairsOf(flat: readonly string[]): [name: string, value: string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < flat.length; i += 2) pairs.push([flat[i]!, flat[i + 1]!])
  return pairs
}

function viewsOf(state: IncomingState): Views {
  return (state.views ??= {})
}

const streamOptions = { highWaterMark: 0 }

/** Initializes the stream in the state that it would have by now if it had existed from the start. */
function initStream(message: IncomingMessageMethods, { phase, isResumed, connection }: IncomingState): object {
  streamOptions.highWaterMark = message.socket?.readableHighWaterMark ?? defaultHighWaterMark()
  // Sets `_readableState`, through the setter above, and changes nothing that is in use already.
  ;(Readable as unknown as (this: Readable, options: object) => void).call(message, streamOptions)
  const stream = message._readableState as ReadableStateFields
  // The stream then calls `_read` for a reader only, not to fill its buffer. So the first call shows that reading has begun.
  stream.readingMore = !isResumed
  // First in line: a user's listener may count on what the connection does at the end.
  if (connection?.messageConsumed !== undefined) EventEmitter.prototype.prependListener.call(message, 'end', messageOnEnd)
  if (phase === Phase.ended) message.push(null)
  else if (phase >= Phase.closed) {
    stream.ended = true
    stream.endEmitted = message.complete || phase === Phase.skipped
    stream.destroyed = true
    stream.closed = true
    stream.closeEmitted = true
  }
  return stream
}

function messageOnEnd(this: IncomingMessageMethods): void {
  stateOf(this).connection?.messageConsumed?.(this)
}
