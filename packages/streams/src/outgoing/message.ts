/**
 * OutgoingMessage: the public methods of a message being written. Headers go in, then a body; head and body leave
 * through `outgoing/output.ts`.
 *
 * Not a `stream.Writable`, as in Node: it extends the legacy Stream and offers the writable interface itself.
 */
import { captureRejectionSymbol } from 'node:events'
import { Stream } from 'node:stream'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { codedError, defineConstructor, invalidArgType, type CodedError } from '@layered-http/shared'
import { Framing, hasInvalidValueChar, OutgoingHeaders, validateHeaderName, validateHeaderValue, type HeaderValue } from '@layered-http/headers'
import type { Carrier } from '../carrier.js'
import {
  kBodyBytes,
  kCarrier,
  kChunk,
  kChunkBytes,
  kCorked,
  kDeclaredLength,
  kError,
  kFraming,
  kHead,
  kHeaders,
  kKeepAliveLine,
  kKnownLength,
  kLast,
  kMayHaveBody,
  kNeedDrain,
  kPendingHead,
  kQueue,
  kQueuedBytes,
  kRules,
  kStage,
  kSuppressed,
  kTimeout,
  kTrailers,
  Stage,
  Suppressed,
  type PendingWrite,
  type WriteCallback,
} from './fields.js'
import { closeMessage } from './finish.js'
import { UNKNOWN_LENGTH } from './head.js'
import { DEFAULT_RULES, type OutgoingRules } from './rules.js'
import { attachSocket, flushChunk, flushHead, writeBody, writeEnd } from './output.js'

/** Bytes a message buffers before `write` answers false, without a socket to ask. Source: Node's default for streams. */
export const DEFAULT_HIGH_WATER_MARK = 64 * 1024

/** Names whose removal switches an automatic header off. */
const SUPPRESSIBLE = new Map([
  ['connection', Suppressed.CONNECTION],
  ['content-length', Suppressed.CONTENT_LENGTH],
  ['transfer-encoding', Suppressed.TRANSFER_ENCODING],
])

class OutgoingMessageMethods extends Stream {
  /** The socket, while the message has one. */
  declare socket: Socket | null
  declare writable: boolean
  declare destroyed: boolean
  /** Whether the connection may serve another message after this one. */
  declare shouldKeepAlive: boolean
  declare useChunkedEncodingByDefault: boolean
  /** The body goes out in chunks. Known when the head is. */
  declare chunkedEncoding: boolean
  declare sendDate: boolean
  declare strictContentLength: boolean
  /** The pool a client's request came from. */
  declare agent: unknown
  declare [kStage]: Stage
  declare [kHeaders]: OutgoingHeaders | null
  declare [kHead]: string | null
  declare [kPendingHead]: string
  declare [kFraming]: Framing
  declare [kKnownLength]: number
  declare [kDeclaredLength]: number
  declare [kBodyBytes]: number
  declare [kSuppressed]: number
  declare [kLast]: boolean
  declare [kKeepAliveLine]: string
  declare [kMayHaveBody]: boolean
  declare [kTrailers]: string
  declare [kQueue]: PendingWrite[] | null
  declare [kQueuedBytes]: number
  declare [kChunk]: PendingWrite[] | null
  declare [kChunkBytes]: number
  declare [kCorked]: number
  declare [kNeedDrain]: boolean
  declare [kCarrier]: Carrier | null
  declare [kError]: Error | null
  declare [kTimeout]: number
  declare [kRules]: OutgoingRules

  /** A body that is neither counted nor chunked ends with the connection. True for responses; a request has no such body. */
  get closesToEndBody(): boolean {
    return true
  }

  get headersSent(): boolean {
    return this[kHead] !== null
  }
  /** `end()` was called. */
  get writableEnded(): boolean {
    return this[kStage] >= Stage.ENDED
  }
  /** Deprecated alias of {@link OutgoingMessageMethods.writableEnded}. */
  get finished(): boolean {
    return this[kStage] >= Stage.ENDED
  }
  set finished(isFinished: boolean) {
    if (isFinished && this[kStage] < Stage.ENDED) this[kStage] = Stage.ENDED
  }
  /** Every byte was handed to the operating system. */
  get writableFinished(): boolean {
    return this[kStage] >= Stage.FINISHED && this[kError] === null
  }
  get writableHighWaterMark(): number {
    return this.socket ? this.socket.writableHighWaterMark : DEFAULT_HIGH_WATER_MARK
  }
  get writableLength(): number {
    return this[kQueuedBytes] + this[kChunkBytes] + (this.socket ? this.socket.writableLength : 0)
  }
  get writableObjectMode(): boolean {
    return false
  }
  get writableCorked(): number {
    return this[kCorked]
  }
  get writableNeedDrain(): boolean {
    return !this.destroyed && this[kStage] < Stage.ENDED && this[kNeedDrain]
  }
  get errored(): Error | null {
    return this[kError]
  }
  get closed(): boolean {
    const stage = this[kStage]
    return stage === Stage.CLOSED || stage === Stage.LOST || stage === Stage.ABANDONED
  }
  get connection(): Socket | null {
    return this.socket
  }
  set connection(socket: Socket | null) {
    this.socket = socket
  }

  /** Whether header values may hold what `httpValidation: 'relaxed'` lets through. */
  _isLenientHeaderValidation(): boolean {
    return this[kRules].lenientValues
  }

  /**
   * Sets a header, replacing one of the same name.
   *
   * @throws ERR_HTTP_HEADERS_SENT, ERR_INVALID_HTTP_TOKEN, ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR
   */
  setHeader(name: string, value: HeaderValue): this {
    if (this[kHead] !== null) throw headersSent('set')
    validateHeaderName(name)
    checkValue(name, value, this[kRules].lenientValues)
    ;(this[kHeaders] ??= new OutgoingHeaders()).set(name, value)
    // What was set again is no longer switched off.
    if (this[kSuppressed] !== 0) this[kSuppressed] &= ~(SUPPRESSIBLE.get(name.toLowerCase()) ?? 0)
    return this
  }

  /** Adds values to a header, or sets it. Throws as `setHeader` does. */
  appendHeader(name: string, value: string | readonly string[]): this {
    if (this[kHead] !== null) throw headersSent('append')
    validateHeaderName(name)
    checkValue(name, value, this[kRules].lenientValues)
    ;(this[kHeaders] ??= new OutgoingHeaders()).append(name, value)
    return this
  }

  /**
   * Sets every header of a Headers or Map object. Throws as `setHeader` does, and ERR_INVALID_ARG_TYPE for anything else.
   */
  setHeaders(headers: Headers | ReadonlyMap<string, HeaderValue>): this {
    if (this[kHead] !== null) throw headersSent('set')
    if (headers instanceof Headers) {
      for (const [name, value] of headers) if (name !== 'set-cookie') this.setHeader(name, value)
      // Cookies cannot be joined to one line; the others are.
      const cookies = headers.getSetCookie()
      if (cookies.length > 0) this.setHeader('set-cookie', cookies)
    } else if (headers instanceof Map) {
      for (const [name, value] of headers as ReadonlyMap<string, HeaderValue>) this.setHeader(name, value)
    } else {
      throw invalidArgType('headers', ['Headers', 'Map'], headers)
    }
    return this
  }

  /** The value as it was set. */
  getHeader(name: string): HeaderValue | undefined {
    if (typeof name !== 'string') throw invalidArgType('name', 'string', name)
    return this[kHeaders]?.get(name)
  }

  hasHeader(name: string): boolean {
    if (typeof name !== 'string') throw invalidArgType('name', 'string', name)
    return this[kHeaders] !== null && this[kHeaders].has(name)
  }

  /** Lower-case names to values, without a prototype. */
  getHeaders(): Record<string, HeaderValue> {
    return this[kHeaders]?.toObject() ?? (Object.create(null) as Record<string, HeaderValue>)
  }

  getHeaderNames(): string[] {
    return this[kHeaders]?.keys() ?? []
  }

  getRawHeaderNames(): string[] {
    return this[kHeaders]?.rawNames() ?? []
  }

  /** Removes a header. Removing Date, Connection, Content-Length or Transfer-Encoding also stops the automatic one. */
  removeHeader(name: string): void {
    if (typeof name !== 'string') throw invalidArgType('name', 'string', name)
    if (this[kHead] !== null) throw headersSent('remove')
    const key = name.toLowerCase()
    if (key === 'date') this.sendDate = false
    else this[kSuppressed] |= SUPPRESSIBLE.get(key) ?? 0
    this[kHeaders]?.delete(key)
  }

  /** Sends the head now, without waiting for the body. */
  flushHeaders(): void {
    if (this[kHead] === null) this._implicitHeader()
    flushHead(this)
  }

  /** Builds the head when the user did not. Requests and responses say how. */
  _implicitHeader(): void {
    throw codedError(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _implicitHeader() method is not implemented')
  }

  /**
   * Writes a piece of the body.
   *
   * @returns false when the buffered bytes have reached the high water mark: wait for `'drain'`
   * @throws ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES
   */
  write(chunk: string | Uint8Array, encoding?: BufferEncoding | WriteCallback | null, callback?: WriteCallback): boolean {
    if (typeof encoding === 'function') {
      callback = encoding
      encoding = null
    }
    checkChunk(chunk)
    if (this[kStage] >= Stage.ENDED) {
      failWrite(this, codedError(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end'), callback)
      return false
    }
    if (this.destroyed) {
      const error = codedError(Error, 'ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed')
      if (callback) process.nextTick(callback, error)
      return false
    }
    if (this[kHead] === null) this._implicitHeader()
    return writeBody(this, chunk, encoding ?? 'utf8', callback)
  }

  /** Ends the message, after a last piece of the body if there is one. `callback` becomes a `'finish'` listener. */
  end(chunk?: string | Uint8Array | WriteCallback | null, encoding?: BufferEncoding | WriteCallback | null, callback?: WriteCallback): this {
    if (typeof chunk === 'function') {
      callback = chunk
      chunk = null
      encoding = null
    } else if (typeof encoding === 'function') {
      callback = encoding
      encoding = null
    }
    const hasChunk = chunk !== undefined && chunk !== null
    if (hasChunk) checkChunk(chunk)
    if (this[kStage] >= Stage.ENDED) {
      if (hasChunk) failWrite(this, codedError(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end'), callback)
      else if (callback) {
        if (this[kStage] === Stage.ENDED) this.once('finish', callback)
        else process.nextTick(callback, codedError(Error, 'ERR_STREAM_ALREADY_FINISHED', 'Cannot call end after a stream was finished'))
      }
      return this
    }
    if (this[kStage] === Stage.ABANDONED) {
      this[kStage] = Stage.LOST
      if (callback) process.nextTick(callback, codedError(Error, 'ERR_STREAM_DESTROYED', 'Cannot call end after a stream was destroyed'))
      return this
    }
    if (callback) this.once('finish', callback)
    writeEnd(this, hasChunk ? (chunk as string | Uint8Array) : '', encoding ?? 'utf8')
    return this
  }

  /** Fields to send after the body; they leave only when the body is chunked. */
  addTrailers(trailers: Record<string, HeaderValue> | readonly (readonly [string, HeaderValue])[]): void {
    let text = ''
    const pairs = Array.isArray(trailers) ? (trailers as readonly (readonly [string, HeaderValue])[]) : Object.entries(trailers)
    for (const [name, value] of pairs) {
      validateHeaderName(name, 'Trailer name')
      const { uniqueHeaders, lenientValues } = this[kRules]
      const items = Array.isArray(value) ? (value as readonly string[]) : [value]
      for (const item of items) {
        if (hasInvalidValueChar(String(item), lenientValues)) throw codedError(TypeError, 'ERR_INVALID_CHAR', `Invalid character in trailer content ["${name}"]`)
      }
      if (uniqueHeaders?.has(name.toLowerCase())) text += `${name}: ${items.join('; ')}\r\n`
      else for (const item of items) text += `${name}: ${String(item)}\r\n`
    }
    this[kTrailers] = text
  }

  /** Holds body pieces back so that they leave together. */
  cork(): void {
    this[kCorked]++
    this.socket?.cork()
  }

  uncork(): void {
    if (this[kCorked] === 0) return
    this[kCorked]--
    if (this[kCorked] === 0) {
      flushHead(this)
      flushChunk(this)
    }
    this.socket?.uncork()
  }

  /** Destroys the socket, now or as soon as there is one. */
  destroy(error?: Error): this {
    if (this.destroyed) return this
    this.destroyed = true
    this[kError] = error ?? null
    if (this.socket) this.socket.destroy(error)
    else this._destroyUnsent()
    return this
  }

  /** The message was ended and has a socket. Subclasses do more than to say so. */
  _finish(): void {
    this.emit('prefinish')
  }

  /** With `captureRejections`: a listener's promise was rejected. */
  override [captureRejectionSymbol](error: Error, _event?: string | symbol): void {
    this.destroy(error)
  }

  /** @internal `destroy()` before there was a socket */
  _destroyUnsent(): void {
    process.nextTick(closeMessage, this)
  }

  /** Calls `socket.setTimeout`, if the transport has it, now or as soon as there is one; `callback` becomes a `'timeout'` listener. */
  setTimeout(milliseconds: number, callback?: () => void): this {
    if (callback) this.on('timeout', callback)
    if (this.socket) (this.socket as Partial<Socket>).setTimeout?.(milliseconds)
    else this[kTimeout] = milliseconds
    return this
  }

  // The declared return type is that of Stream; nothing is ever returned.
  override pipe<T>(_destination: T): T {
    this.emit('error', codedError(Error, 'ERR_STREAM_CANNOT_PIPE', 'Cannot pipe, not readable'))
    return undefined as T
  }

  /** Gives the message its socket: what was written so far leaves through it. */
  assignSocket(socket: Duplex): void {
    attachSocket(this, socket)
  }
}

/** A request being sent or a response being sent. */
export type OutgoingMessage = OutgoingMessageMethods

export interface OutgoingMessageConstructor {
  new (options?: { highWaterMark?: number }): OutgoingMessage
  readonly prototype: OutgoingMessage
}

export const OutgoingMessage = defineConstructor<OutgoingMessageConstructor>(
  OutgoingMessageMethods,
  function OutgoingMessage(this: OutgoingMessageMethods, _options?: { highWaterMark?: number }): void {
    this[kStage] = Stage.OPEN
    this[kHeaders] = null
    this[kHead] = null
    this[kPendingHead] = ''
    this[kFraming] = Framing.NONE
    this[kKnownLength] = UNKNOWN_LENGTH
    this[kDeclaredLength] = UNKNOWN_LENGTH
    this[kBodyBytes] = 0
    this[kSuppressed] = 0
    this[kLast] = false
    this[kKeepAliveLine] = ''
    this[kMayHaveBody] = true
    this[kTrailers] = ''
    this[kQueue] = null
    this[kQueuedBytes] = 0
    this[kChunk] = null
    this[kChunkBytes] = 0
    this[kCorked] = 0
    this[kNeedDrain] = false
    this[kCarrier] = null
    this[kError] = null
    this[kTimeout] = 0
    this[kRules] = DEFAULT_RULES
    this.socket = null
    this.writable = true
    this.destroyed = false
    this.shouldKeepAlive = true
    this.useChunkedEncodingByDefault = true
    this.chunkedEncoding = false
    this.sendDate = false
    this.strictContentLength = false
    this.agent = undefined
  },
)

/** ERR_HTTP_HEADERS_SENT. */
export function headersSent(what: string): CodedError {
  return codedError(Error, 'ERR_HTTP_HEADERS_SENT', `Cannot ${what} headers after they are sent to the client`)
}

/** Throws unless `value`, or each of its items, may be sent. */
function checkValue(name: string, value: unknown, lenient: boolean): void {
  if (Array.isArray(value)) for (const item of value as readonly string[]) validateHeaderValue(name, item, lenient)
  else validateHeaderValue(name, value, lenient)
}

function checkChunk(chunk: unknown): void {
  if (typeof chunk === 'string' || chunk instanceof Uint8Array) return
  if (chunk === null) throw codedError(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream')
  throw invalidArgType('chunk', ['string', 'Buffer', 'Uint8Array'], chunk)
}

function failWrite(message: OutgoingMessage, error: Error, callback: WriteCallback | undefined): void {
  process.nextTick(reportWriteError, message, error, callback)
}

function reportWriteError(message: OutgoingMessage, error: Error, callback: WriteCallback | undefined): void {
  message.emit('error', error)
  callback?.(error)
}
