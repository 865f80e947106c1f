/**
 * OutgoingMessage: a request or a response being written, as its users see it.
 * What may live here: the public members with their documentation, and the constructors. methods.ts has the code.
 */
import type { Socket } from 'node:net'
import type { Duplex, Readable, Stream } from 'node:stream'
import type { HeaderValue, TrailersInit } from '@layered-http/headers'
import { defineBrand, defineConstructor } from '@layered-http/shared'
import { LAYOUT } from '../layout.js'
import { closeMessage } from './finish.js'
import { setKind, type MessageKind } from './kind.js'
import { OutgoingMessageMethods } from './methods.js'
import { initState, stateOf, type WriteCallback } from './state.js'

/** The events of an {@link OutgoingMessage}, with the arguments of their listeners. */
export interface OutgoingMessageEvents {
  /** After `write()` returned false: the operating system has taken every byte, and more may be written. */
  drain: []
  /** `end()` was called, and the message has a socket. */
  prefinish: []
  /** The operating system has taken every byte of the ended message. */
  finish: []
  /** No event follows. */
  close: []
  error: [error: Error]
  /** A request got its socket. */
  socket: [socket: Socket]
  /** The socket was idle for the time given to `setTimeout()`. */
  timeout: []
  /** A Readable was piped into the message. */
  pipe: [source: Readable]
  unpipe: [source: Readable]
}

/**
 * A request or a response being written. It offers the interface of a `stream.Writable`. As in Node, it is not one.
 *
 * @see https://nodejs.org/api/http.html#class-httpoutgoingmessage
 */
export interface OutgoingMessage extends Stream {
  /** The socket, while the message has one. */
  socket: Socket | null
  /** Deprecated alias of `socket`. */
  connection: Socket | null

  // Decisions about the head. Set them before it is built.

  /** False if the connection closes after this message. Default: true. */
  shouldKeepAlive: boolean
  /** False if no Content-Length or Transfer-Encoding is added, as for an HTTP/1.0 peer. Default: true. */
  useChunkedEncodingByDefault: boolean
  /** True if the body is sent in chunks. Known once the head is built. */
  chunkedEncoding: boolean
  /** True if a Date header is added when none is set. Default: false. */
  sendDate: boolean
  /** True if a body that is longer or shorter than the Content-Length that was set is an error. Default: false. */
  strictContentLength: boolean
  /** The agent of a request. */
  agent: unknown

  // Headers

  /** True once the head is built: no header can change any more. */
  readonly headersSent: boolean
  /**
   * Sets a header, replacing one with the same name.
   *
   * @throws ERR_HTTP_HEADERS_SENT, ERR_INVALID_HTTP_TOKEN, ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR
   */
  setHeader(name: string, value: HeaderValue): this
  /** Adds values to a header, or sets it. Throws as `setHeader` does. */
  appendHeader(name: string, value: string | readonly string[]): this
  /**
   * Sets every header of a Headers or Map object, of any realm or implementation.
   *
   * @throws ERR_INVALID_ARG_TYPE for other values, and as `setHeader`
   */
  setHeaders(headers: Headers | ReadonlyMap<string, HeaderValue>): this
  /** Returns the value as it was set. `name` may be in any case. */
  getHeader(name: string): HeaderValue | undefined
  /** True if the header is set. `name` may be in any case. */
  hasHeader(name: string): boolean
  /** Returns an object without a prototype: lower-case names and their values. */
  getHeaders(): Record<string, HeaderValue>
  /** Returns the names in lower case. */
  getHeaderNames(): string[]
  /** Returns the names as they were set. */
  getRawHeaderNames(): string[]
  /**
   * Removes a header. Removing Date, Connection, Content-Length or Transfer-Encoding also switches the automatic one off.
   *
   * @throws ERR_HTTP_HEADERS_SENT
   */
  removeHeader(name: string): void
  /** Sends the head now, without waiting for the body. */
  flushHeaders(): void

  // The body

  /**
   * Writes a piece of the body. Without a head, builds it first.
   *
   * @param encoding - of a string; `'utf8'` by default
   * @param callback - called when the operating system has the bytes, or with the error that prevents it
   * @returns false when the waiting bytes have reached the high water mark: the writer should wait for `'drain'`
   * @throws ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES, ERR_UNKNOWN_ENCODING; ERR_HTTP_CONTENT_LENGTH_MISMATCH with
   *   `strictContentLength`; ERR_HTTP_BODY_NOT_ALLOWED with `rejectNonStandardBodyWrites`
   */
  write(chunk: string | Uint8Array, encoding?: BufferEncoding | WriteCallback | null, callback?: WriteCallback): boolean
  /**
   * Ends the message, after a last piece of the body if there is one.
   *
   * @param callback - called just before `'finish'`, or with the error of a socket that fails before that
   * @throws as `write`
   */
  end(chunk?: string | Uint8Array | WriteCallback | null, encoding?: BufferEncoding | WriteCallback | null, callback?: WriteCallback): this
  /**
   * Sets the trailer section, replacing an earlier one. It is sent only if the body is chunked.
   *
   * @throws ERR_INVALID_HTTP_TOKEN, ERR_INVALID_CHAR
   */
  addTrailers(trailers: TrailersInit): void
  /** Holds pieces of the body back, so that they leave together. Each call needs a call of `uncork()`. */
  cork(): void
  uncork(): void

  // The stream

  /** Always true, as in Node. */
  writable: boolean
  /** True after `destroy()`, and once the message has closed. */
  destroyed: boolean
  /** True once `end()` was called. */
  readonly writableEnded: boolean
  /** Deprecated alias of `writableEnded`. */
  finished: boolean
  /** True once the operating system has taken every byte. */
  readonly writableFinished: boolean
  /** Bytes that may wait before `write` returns false: those of the socket, or of the constructor's option. */
  readonly writableHighWaterMark: number
  /** Bytes that wait: in the message and in the buffer of its socket. */
  readonly writableLength: number
  /**
   * Bytes that `write`, `end` and `writeHead` have accepted and the operating system has not taken: head, body, framing and trailers, in the message and in the buffer of its socket. Unlike
   * `writableLength` it counts a head that has not left, and the bytes of an ended message until `'finish'`. A piece counts until the system has taken all of it. 0 for a message that has
   * finished or closed.
   */
  readonly pendingBytes: number
  readonly writableObjectMode: boolean
  /** Calls of `cork()` without their `uncork()`. */
  readonly writableCorked: number
  /** True if `'drain'` will follow. */
  readonly writableNeedDrain: boolean
  /** The reason given to `destroy()`: null before, undefined without a reason. */
  readonly errored: Error | null | undefined
  /** True once `'close'` was emitted. */
  readonly closed: boolean

  /** Destroys the socket, now or as soon as there is one. */
  destroy(error?: Error): this
  /**
   * Sets the idle time of the socket, if the transport has such a time: now, or as soon as there is a socket.
   *
   * @param milliseconds - 0 for no limit
   * @param callback - becomes a listener for `'timeout'`
   */
  setTimeout(milliseconds: number, callback?: () => void): this
  /** Gives the message its socket: what was written so far leaves through it. */
  assignSocket(socket: Duplex): void

  // For subclasses

  /** Builds the head when the user did not. Override it: without an override it throws ERR_METHOD_NOT_IMPLEMENTED. */
  _implicitHeader(): void
  /** Called when the message was ended and has a socket. Emits `'prefinish'`. */
  _finish(): void

  addListener<Event extends keyof OutgoingMessageEvents>(event: Event, listener: (...args: OutgoingMessageEvents[Event]) => void): this
  addListener<Args extends unknown[]>(event: string | symbol, listener: (...args: Args) => void): this
  on<Event extends keyof OutgoingMessageEvents>(event: Event, listener: (...args: OutgoingMessageEvents[Event]) => void): this
  on<Args extends unknown[]>(event: string | symbol, listener: (...args: Args) => void): this
  once<Event extends keyof OutgoingMessageEvents>(event: Event, listener: (...args: OutgoingMessageEvents[Event]) => void): this
  once<Args extends unknown[]>(event: string | symbol, listener: (...args: Args) => void): this
  prependListener<Event extends keyof OutgoingMessageEvents>(event: Event, listener: (...args: OutgoingMessageEvents[Event]) => void): this
  prependListener<Args extends unknown[]>(event: string | symbol, listener: (...args: Args) => void): this
  prependOnceListener<Event extends keyof OutgoingMessageEvents>(event: Event, listener: (...args: OutgoingMessageEvents[Event]) => void): this
  prependOnceListener<Args extends unknown[]>(event: string | symbol, listener: (...args: Args) => void): this
}

/** Options of {@link OutgoingMessage}. */
export interface OutgoingMessageOptions {
  /** Bytes that may wait before `write` returns false, while the message has no socket. Default: 64 KiB, or `stream.getDefaultHighWaterMark()` if the process has set it. */
  highWaterMark?: number
}

/** The constructor of {@link OutgoingMessage}. */
export interface OutgoingMessageConstructor {
  new (options?: OutgoingMessageOptions): OutgoingMessage
  readonly prototype: OutgoingMessage
}

/** Messages that are neither a request nor a response of ours. */
const PLAIN: MessageKind<OutgoingMessage> = {
  closesToEndBody: true,
  destroyUnsent: (message) => process.nextTick(closeMessage, stateOf(message)),
}

/**
 * Returns a new class of messages to send, with a prototype of its own: what is added to that prototype is not seen in other classes. Its `instanceof`
 * accepts the messages of every class that this function made, in any copy of this package.
 */
export function defineOutgoingMessage(): OutgoingMessageConstructor {
  const constructor = defineConstructor<OutgoingMessageConstructor>(OutgoingMessageMethods satisfies new () => OutgoingMessage, {
    OutgoingMessage: function (this: OutgoingMessage, options?: OutgoingMessageOptions): void {
      initOutgoing(this, options)
    },
  })
  setKind(constructor.prototype, PLAIN)
  defineBrand(constructor, 'OutgoingMessage', LAYOUT)
  return constructor
}

/** Sets the fields of a new message, as the constructor of OutgoingMessage does. For the constructors of other classes. */
export function initOutgoing(message: OutgoingMessage, options?: OutgoingMessageOptions): void {
  initState(message).highWaterMark = options?.highWaterMark
  message.writable = true
  message.destroyed = false
  message.shouldKeepAlive = true
  message.useChunkedEncodingByDefault = true
  message.chunkedEncoding = false
  message.sendDate = false
  message.strictContentLength = false
  message.agent = undefined
}

export const OutgoingMessage = defineOutgoingMessage()
