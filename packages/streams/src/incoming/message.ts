/**
 * IncomingMessage: a received head, and a Readable for the body that follows it.
 *
 * The stream machinery is initialized on first use. Most requests have no body and no listener for `end` or
 * `close`; initializing, ticking and closing a Readable for each of them would be a third of the cost of a request.
 * Everything in `stream.Readable` goes through `_readableState`. On the prototype it is an accessor, whose first use makes
 * a stream state as if it had existed from the start.
 *
 * What may live here: the public members, the views of head and trailers, and the initialization of the stream. Connections
 * use port.ts.
 */
import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { defineBrand, defineConstructor } from '@layered-http/shared'
import { distinctHeaders, mergedHeaders, rawHeaders, type IncomingHeaders } from '@layered-http/headers'
import { defaultHighWaterMark } from '../high-water-mark.js'
import { LAYOUT } from '../layout.js'
import { abortSignal } from './port.js'
import { initState, Phase, stateOf, type IncomingState, type Views } from './state.js'

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

  /** The state of the Readable. The first use initializes the stream. */
  get _readableState(): object {
    return initStream(this, stateOf(this))
  }
  set _readableState(state: object) {
    stateOf(this).isStreamInitialized = true
    stateDescriptor.value = state
    Object.defineProperty(this, '_readableState', stateDescriptor)
    stateDescriptor.value = undefined
  }

  /** Headers by lower-case name, merged as Node documents for `message.headers`. */
  get headers(): IncomingHeaders {
    const state = stateOf(this)
    return (viewsOf(state).headers ??= mergedHeaders(state.head.text, state.head.spans, this.joinDuplicateHeaders))
  }
  set headers(value: IncomingHeaders) {
    viewsOf(stateOf(this)).headers = value
  }

  /** Every value of every header, as arrays. */
  get headersDistinct(): Record<string, string[]> {
    const state = stateOf(this)
    return (viewsOf(state).headersDistinct ??= distinctHeaders(state.head.text, state.head.spans))
  }
  set headersDistinct(value: Record<string, string[]>) {
    viewsOf(stateOf(this)).headersDistinct = value
  }

  /** Name, value, name, value … as received. */
  get rawHeaders(): string[] {
    const state = stateOf(this)
    return (viewsOf(state).rawHeaders ??= rawHeaders(state.head.text, state.head.spans))
  }
  set rawHeaders(value: string[]) {
    viewsOf(stateOf(this)).rawHeaders = value
  }

  /** Fields after a chunked body; empty until `'end'`. */
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

  /** Aborts when the connection is lost, or the message destroyed, before the exchange is complete. Made on first use. */
  get signal(): AbortSignal {
    const state = stateOf(this)
    const before = state.abort
    if (before !== null && before !== true) return before.signal
    const controller = new AbortController()
    state.abort = controller
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
    if (error === null) callback()
    // The peer closed the connection: without a listener for 'error' that must not end the process.
    else process.nextTick(callback, this.listenerCount('error') === 0 ? null : error)
  }
}

/** Received requests (on a server) and responses (on a client). A `stream.Readable` of the body. */
export type IncomingMessage = IncomingMessageMethods

export interface IncomingMessageConstructor {
  new (socket: Duplex): IncomingMessage
  readonly prototype: IncomingMessage
}

/**
 * Returns a new class of received messages, with a prototype of its own: what is added to that prototype is not seen in other classes. Its `instanceof`
 * accepts the messages of every class that this function made, in any copy of this package.
 */
export function defineIncomingMessage(): IncomingMessageConstructor {
  const constructor = defineConstructor<IncomingMessageConstructor>(IncomingMessageMethods, {
    IncomingMessage: function (this: IncomingMessageMethods, socket: Duplex): void {
      initState(this)
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
  defineBrand(constructor, 'IncomingMessage', LAYOUT)
  return constructor
}

export const IncomingMessage = defineIncomingMessage()

function viewsOf(state: IncomingState): Views {
  return (state.views ??= {})
}

const streamOptions = { highWaterMark: 0 }

/** Initializes the stream in the state that it would have by now if it had existed from the start. */
function initStream(message: IncomingMessage, { phase, isResumed, connection }: IncomingState): object {
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

function messageOnEnd(this: IncomingMessage): void {
  stateOf(this).connection?.messageConsumed?.(this)
}
