/**
 * IncomingMessage: a received head, and a Readable for the body that follows it.
 *
 * The stream machinery is built on first touch. Most requests have no body, and nobody listens for their `end` or
 * `close`; building, ticking and tearing down a Readable for each of them would be a third of the cost of a request.
 * Everything in `stream.Readable` goes through `_readableState`, so an accessor of that name on the prototype is the
 * one door: the first touch builds a state that looks as if it had been there all along.
 *
 * What may live here: the public members and their lazy views, and the building of the stream. What the connection hands
 * over comes through delivery.ts.
 */
import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { defineConstructor, defineDefaults } from '@layered-http/shared'
import { addHeader, distinctHeaders, mergedHeaders, rawHeaders, type IncomingHeaders } from '@layered-http/headers'
import type { Carrier } from '../carrier.js'
import { defaultHighWaterMark } from '../high-water-mark.js'
import { abortSignal, dumpIncoming } from './delivery.js'
import { kAbort, kAsked, kBuilt, kCarrier, kDumped, kPhase, kSpans, kText, kTrailerSpans, kTrailerText, kViews, NO_SPANS, Phase, type Views } from './fields.js'

/** The legacy state object of a Readable, as far as it is used here. */
interface ReadableStateFields {
  ended: boolean
  endEmitted: boolean
  destroyed: boolean
  closed: boolean
  closeEmitted: boolean
  /** While it is true the stream does not ask for more by itself. */
  readingMore: boolean
}

/** Makes `_readableState` a plain own property, as every other Readable has it. One object serves all messages. */
const stateDescriptor: PropertyDescriptor = { value: undefined, writable: true, enumerable: true, configurable: true }

class IncomingMessageMethods extends Readable {
  declare socket: Socket
  declare httpVersion: string
  declare httpVersionMajor: number
  declare httpVersionMinor: number
  /** The whole message was received. */
  declare complete: boolean
  /** The connection ended before the message did. */
  declare aborted: boolean
  declare upgrade: boolean | null
  /** Request target, as it was sent. Requests only. */
  declare url: string
  /** Requests only; null otherwise. */
  declare method: string | null
  /** Responses only; null otherwise. */
  declare statusCode: number | null
  declare statusMessage: string | null
  declare client: Socket
  declare joinDuplicateHeaders: boolean | undefined
  declare [kPhase]: number
  declare [kBuilt]: boolean
  declare [kAsked]: boolean
  declare [kDumped]: boolean
  declare [kCarrier]: Carrier | null
  declare [kText]: string
  declare [kSpans]: readonly number[]
  declare [kTrailerText]: string
  declare [kTrailerSpans]: readonly number[]
  declare [kViews]: Views | null
  /** What `signal` belongs to; true when the exchange was aborted before anybody asked for it. */
  declare [kAbort]: AbortController | true | null

  /** The legacy door of Readable. Touching it builds the stream. */
  get _readableState(): object {
    return buildStream(this)
  }
  set _readableState(state: object) {
    this[kBuilt] = true
    stateDescriptor.value = state
    Object.defineProperty(this, '_readableState', stateDescriptor)
    stateDescriptor.value = undefined
  }

  /** Headers by lower-case name, merged as Node documents for `message.headers`. */
  get headers(): IncomingHeaders {
    const views = viewsOf(this)
    return (views.headers ??= mergedHeaders(this[kText], this[kSpans], this.joinDuplicateHeaders))
  }
  set headers(value: IncomingHeaders) {
    viewsOf(this).headers = value
  }

  /** Every value of every header, as arrays. */
  get headersDistinct(): Record<string, string[]> {
    return (viewsOf(this).headersDistinct ??= distinctHeaders(this[kText], this[kSpans]))
  }
  set headersDistinct(value: Record<string, string[]>) {
    viewsOf(this).headersDistinct = value
  }

  /** Name, value, name, value … as received. */
  get rawHeaders(): string[] {
    return (viewsOf(this).rawHeaders ??= rawHeaders(this[kText], this[kSpans]))
  }
  set rawHeaders(value: string[]) {
    viewsOf(this).rawHeaders = value
  }

  /** Fields after a chunked body; empty until `'end'`. */
  get trailers(): IncomingHeaders {
    const views = viewsOf(this)
    return (views.trailers ??= mergedHeaders(this[kTrailerText], this[kTrailerSpans], this.joinDuplicateHeaders))
  }
  set trailers(value: IncomingHeaders) {
    viewsOf(this).trailers = value
  }

  get trailersDistinct(): Record<string, string[]> {
    return (viewsOf(this).trailersDistinct ??= distinctHeaders(this[kTrailerText], this[kTrailerSpans]))
  }
  set trailersDistinct(value: Record<string, string[]>) {
    viewsOf(this).trailersDistinct = value
  }

  get rawTrailers(): string[] {
    return (viewsOf(this).rawTrailers ??= rawHeaders(this[kTrailerText], this[kTrailerSpans]))
  }
  set rawTrailers(value: string[]) {
    viewsOf(this).rawTrailers = value
  }

  /** Aborts when the connection is lost, or the message destroyed, before the exchange was over. Made when somebody asks. */
  get signal(): AbortSignal {
    const before = this[kAbort]
    if (before !== null && before !== true) return before.signal
    const controller = new AbortController()
    this[kAbort] = controller
    if (before === true) controller.abort()
    return controller.signal
  }

  /** Alias of {@link IncomingMessageMethods.socket}. */
  get connection(): Socket {
    return this.socket
  }
  set connection(socket: Socket) {
    this.socket = socket
  }

  /** Calls `socket.setTimeout`, if the transport has it; `callback` becomes a `'timeout'` listener of the message. */
  setTimeout(milliseconds: number, callback?: () => void): this {
    if (callback) this.on('timeout', callback)
    this[kCarrier]?.timeoutSet?.()
    ;(this.socket as Partial<Socket>).setTimeout?.(milliseconds)
    return this
  }

  /** As that of Readable. A listener for `'data'` and `pipe` call it. */
  override resume(): this {
    this[kAsked] = true
    return super.resume()
  }

  override _read(_size: number): void {
    if (!this[kAsked]) {
      this[kAsked] = true
      ;(this._readableState as ReadableStateFields).readingMore = false
    }
    this[kCarrier]?.resumeReading()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.readableEnded) this[kDumped] = true
    if (!this.readableEnded || !this.complete) {
      this.aborted = true
      this.emit('aborted')
      if (this[kCarrier]?.isOver?.(this) !== true) abortSignal(this)
    }
    // A message that was not received to its end cannot be skipped: the connection is lost with it.
    if (this.socket && !this.socket.destroyed && this.aborted) {
      this.socket.destroy(error ?? undefined)
    }
    if (error === null) callback()
    // Nobody would hear an error that has no listener, and it must not take the process down: the peer went away.
    else process.nextTick(callback, this.listenerCount('error') === 0 ? null : error)
  }

  /** Adds a header line as if it had been received. */
  _addHeaderLine(field: string, value: string, destination: IncomingHeaders): void {
    addHeader(destination, field, value, this.joinDuplicateHeaders)
  }

  /** Throws the rest of the body away. */
  _dump(): void {
    dumpIncoming(this)
  }
}

/** Received requests (on a server) and responses (on a client). A `stream.Readable` of the body. */
export type IncomingMessage = IncomingMessageMethods

export interface IncomingMessageConstructor {
  new (socket: Duplex): IncomingMessage
  readonly prototype: IncomingMessage
}

export const IncomingMessage = defineConstructor<IncomingMessageConstructor>(IncomingMessageMethods, {
  IncomingMessage: function (this: IncomingMessageMethods, socket: Duplex): void {
    this[kPhase] = Phase.OPEN
    this[kBuilt] = false
    this[kAsked] = false
    this[kDumped] = false
    this[kCarrier] = null
    this[kText] = ''
    this[kSpans] = NO_SPANS
    this[kTrailerText] = ''
    this[kTrailerSpans] = NO_SPANS
    this[kViews] = null
    this[kAbort] = null
    this.socket = socket as Socket
    this.httpVersionMajor = null as unknown as number
    this.httpVersionMinor = null as unknown as number
    this.httpVersion = null as unknown as string
    this.complete = false
    this.joinDuplicateHeaders = undefined
    this.aborted = false
    this.upgrade = null
    this.url = ''
    this.method = null
    this.statusCode = null
    this.statusMessage = null
    this.client = socket as Socket
  },
})

defineDefaults(IncomingMessage.prototype, {
  [kPhase]: Phase.OPEN,
  [kBuilt]: false,
  [kAsked]: false,
  [kDumped]: false,
  [kCarrier]: null,
  [kText]: '',
  [kSpans]: NO_SPANS,
  [kTrailerText]: '',
  [kTrailerSpans]: NO_SPANS,
  [kViews]: null,
  [kAbort]: null,
})

function viewsOf(message: IncomingMessage): Views {
  return (message[kViews] ??= {})
}

const streamOptions = { highWaterMark: 0 }

/** Builds the stream as it would be now, had it been there from the start. */
function buildStream(message: IncomingMessage): object {
  const phase = message[kPhase]
  streamOptions.highWaterMark = message.socket?.readableHighWaterMark ?? defaultHighWaterMark()
  // Sets `_readableState`, through the setter above, and nothing that is in use already.
  ;(Readable as unknown as (this: Readable, options: object) => void).call(message, streamOptions)
  const state = message._readableState as ReadableStateFields
  // With this the stream calls `_read` for a reader only, not to fill its buffer. So the first call shows that reading has begun.
  state.readingMore = !message[kAsked]
  // First in line: what a user's listener does next may count on what the connection has done by then.
  if (message[kCarrier]?.messageConsumed !== undefined) EventEmitter.prototype.prependListener.call(message, 'end', messageOnEnd)
  if (phase === Phase.ENDED) message.push(null)
  else if (phase >= Phase.CLOSED) {
    state.ended = true
    state.endEmitted = message.complete || phase === Phase.SKIPPED
    state.destroyed = true
    state.closed = true
    state.closeEmitted = true
  }
  return state
}

function messageOnEnd(this: IncomingMessage): void {
  this[kCarrier]?.messageConsumed?.(this)
}
