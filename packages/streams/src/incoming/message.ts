/**
 * IncomingMessage: a received request or response, as its users see it.
 * What may live here: the public members with their documentation, and the constructors. methods.ts has the code.
 */
import type { Socket } from 'node:net'
import type { Duplex, Readable } from 'node:stream'
import type { IncomingHeaders } from '@layered-http/headers'
import { defineBrand, defineConstructor } from '@layered-http/shared'
import { LAYOUT } from '../layout.js'
import { IncomingMessageMethods } from './methods.js'
import { initState } from './state.js'

/** The events of an {@link IncomingMessage}, with the arguments of their listeners. */
export interface IncomingMessageEvents {
  /** A piece of the body: bytes, or a string after `setEncoding()`. Annotate the parameter as `string` then. */
  data: [chunk: Buffer]
  /** The body was read to its end. */
  end: []
  /** No event follows. Comes after `'end'` or `'error'`. */
  close: []
  /** ECONNRESET `aborted` if the connection was lost inside the message, or the error given to `destroy()`. Without a listener the error is dropped. */
  error: [error: Error]
  /** The message was cut off. Deprecated as in Node: use `'close'`, and `complete`. */
  aborted: []
  /** The socket was idle for the time given to `setTimeout()`. */
  timeout: []
  readable: []
  pause: []
  resume: []
}

/**
 * A received request (on a server) or response (on a client): its head, and a `stream.Readable` of its body.
 *
 * @see https://nodejs.org/api/http.html#class-httpincomingmessage
 */
export interface IncomingMessage extends Readable {
  /** The transport. It stays set after the connection has closed. */
  socket: Socket
  /** Deprecated alias of `socket`. */
  connection: Socket
  /** Alias of `socket`. */
  client: Socket
  /** The version that was received, such as `'1.1'`. */
  httpVersion: string
  httpVersionMajor: number
  httpVersionMinor: number
  /** True once the whole message was received. */
  complete: boolean
  /** True if the connection was lost before the message was complete. Deprecated as in Node: use `complete`. */
  aborted: boolean
  /** True for a request that switches protocols; null before a head was received. */
  upgrade: boolean | null
  /** The request target as it was sent; `''` for responses. */
  url: string
  /** Requests only; null otherwise. */
  method: string | null
  /** Responses only; null otherwise. */
  statusCode: number | null
  /** The reason phrase. Responses only; null otherwise. */
  statusMessage: string | null
  /** True if fields that occur once by their definition are joined by `, ` instead of dropped. */
  joinDuplicateHeaders: boolean | undefined
  /** The headers by lower-case name, merged by the rules that Node documents for `message.headers`. Made on first use. */
  headers: IncomingHeaders
  /** Every value of every header: arrays by lower-case name, in an object without a prototype. */
  headersDistinct: Record<string, string[]>
  /** Name, value, name, value … as they were received. */
  rawHeaders: string[]
  /** The fields after a chunked body, merged as `headers`; empty until `'end'`. */
  trailers: IncomingHeaders
  /** The trailers as `headersDistinct`. */
  trailersDistinct: Record<string, string[]>
  /** The trailers as `rawHeaders`. */
  rawTrailers: string[]
  /**
   * Returns the header fields as they were received: a pair of name and value for each field, in their order, in the case that was sent, duplicates included. Each call returns a new list, which
   * `writeHead()` and `request()` accept as headers. `rawHeaders` has the same in one flat list.
   */
  headerLines(): [name: string, value: string][]
  /** Returns the trailer fields as `headerLines()`; empty until `'end'`. */
  trailerLines(): [name: string, value: string][]
  /** Aborts when the connection is lost, or the message destroyed, before the exchange is complete. Made on first use. */
  readonly signal: AbortSignal

  /**
   * Sets the idle time of the socket, if the transport has such a time.
   *
   * @param milliseconds - 0 for no limit
   * @param callback - becomes a listener for `'timeout'`
   */
  setTimeout(milliseconds: number, callback?: () => void): this

  addListener<Event extends keyof IncomingMessageEvents>(event: Event, listener: (...args: IncomingMessageEvents[Event]) => void): this
  addListener<Args extends unknown[]>(event: string | symbol, listener: (...args: Args) => void): this
  on<Event extends keyof IncomingMessageEvents>(event: Event, listener: (...args: IncomingMessageEvents[Event]) => void): this
  on<Args extends unknown[]>(event: string | symbol, listener: (...args: Args) => void): this
  once<Event extends keyof IncomingMessageEvents>(event: Event, listener: (...args: IncomingMessageEvents[Event]) => void): this
  once<Args extends unknown[]>(event: string | symbol, listener: (...args: Args) => void): this
  prependListener<Event extends keyof IncomingMessageEvents>(event: Event, listener: (...args: IncomingMessageEvents[Event]) => void): this
  prependListener<Args extends unknown[]>(event: string | symbol, listener: (...args: Args) => void): this
  prependOnceListener<Event extends keyof IncomingMessageEvents>(event: Event, listener: (...args: IncomingMessageEvents[Event]) => void): this
  prependOnceListener<Args extends unknown[]>(event: string | symbol, listener: (...args: Args) => void): this
}

/** The constructor of {@link IncomingMessage}. */
export interface IncomingMessageConstructor {
  new (socket: Duplex): IncomingMessage
  readonly prototype: IncomingMessage
}

/**
 * Returns a new class of received messages, with a prototype of its own: what is added to that prototype is not seen in other classes. Its `instanceof`
 * accepts the messages of every class that this function made, in any copy of this package.
 */
export function defineIncomingMessage(): IncomingMessageConstructor {
  const constructor = defineConstructor<IncomingMessageConstructor>(IncomingMessageMethods satisfies new () => IncomingMessage, {
    IncomingMessage: function (this: IncomingMessage, socket: Duplex): void {
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
