/**
 * OutgoingMessage: the public methods of a message being written. Headers go in (`outgoing/header-methods.ts`), then a body; head and
 * body leave through `outgoing/body.ts` and `outgoing/output.ts`.
 *
 * Not a `stream.Writable`, as in Node: it extends the legacy Stream and offers the writable interface itself.
 */
import { captureRejectionSymbol } from 'node:events'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { codedError, defineConstructor, defineDefaults, flattenMethods } from '@layered-http/shared'
import { Framing } from '@layered-http/headers'
import type { Carrier } from '../carrier.js'
import { defaultHighWaterMark } from '../high-water-mark.js'
import {
  Due,
  kBodyBytes,
  kCarrier,
  kChunk,
  kChunkBytes,
  kCorked,
  kDeclaredLength,
  kDue,
  kEndCallbacks,
  kError,
  kFraming,
  kHead,
  kHeaders,
  kHighWaterMark,
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
  kTrailers,
  Stage,
  type PendingWrite,
  type WriteCallback,
} from './fields.js'
import { alreadyFinished, checkChunk, checkEncoding, failWrite, streamDestroyed, writeAfterEnd } from './errors.js'
import { closeMessage } from './finish.js'
import { trailerText, type TrailersInit } from './header-checks.js'
import { HeaderMethods } from './header-methods.js'
import { UNKNOWN_LENGTH } from './head.js'
import { DEFAULT_RULES, type OutgoingRules } from './rules.js'
import { attachSocket } from './attach.js'
import { endDestroyed, writeBody, writeEnd } from './body.js'
import { chunkLength } from './chunks.js'
import { expectDrain, flushNow } from './flush.js'
import { bytesWaiting, flushHead } from './output.js'

class OutgoingMessageMethods extends HeaderMethods {
  /** The socket, while the message has one. */
  declare socket: Socket | null
  declare writable: boolean
  declare destroyed: boolean
  /** Whether the connection may serve another message after this one. */
  declare shouldKeepAlive: boolean
  declare useChunkedEncodingByDefault: boolean
  /** The body goes out in chunks. Known when the head is. */
  declare chunkedEncoding: boolean
  declare strictContentLength: boolean
  /** The pool a client's request came from. */
  declare agent: unknown
  /** Of responses. */
  declare statusCode: number | undefined
  declare [kStage]: Stage
  declare [kDue]: number
  declare [kEndCallbacks]: WriteCallback[] | null
  declare [kHighWaterMark]: number | undefined
  declare [kPendingHead]: string
  declare [kFraming]: Framing
  declare [kKnownLength]: number
  declare [kDeclaredLength]: number
  declare [kBodyBytes]: number
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
  declare [kError]: Error | null | undefined
  declare [kRules]: OutgoingRules

  /** A body that is neither counted nor chunked ends with the connection. True for responses; a request has no such body. */
  get closesToEndBody(): boolean {
    return true
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
    return this[kStage] >= Stage.FINISHED
  }
  get writableHighWaterMark(): number {
    return this.socket?.writableHighWaterMark ?? this[kHighWaterMark] ?? defaultHighWaterMark()
  }
  get writableLength(): number {
    const length = this[kQueuedBytes] + chunkLength(this[kChunkBytes])
    if (!this.socket) return length
    // As in Node, a head counts from the first write on, which sends it at the end of the tick.
    const isHeadDue = this[kPendingHead] !== '' && (this[kChunk] !== null || (this[kDue] & Due.FLUSH) !== 0)
    return length + bytesWaiting(this.socket) + (isHeadDue ? this[kPendingHead].length : 0)
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
  /** What it was destroyed with: null while it is not, undefined without a reason. */
  get errored(): Error | null | undefined {
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

  /** Sends the head now, without waiting for the body. */
  flushHeaders(): void {
    if (!this[kHead]) this._implicitHeader()
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
   * @throws ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES, ERR_UNKNOWN_ENCODING; ERR_HTTP_CONTENT_LENGTH_MISMATCH with
   *   `strictContentLength`, ERR_HTTP_BODY_NOT_ALLOWED where the server wants it
   */
  write(chunk: string | Uint8Array, encoding?: BufferEncoding | WriteCallback | null, callback?: WriteCallback): boolean {
    if (typeof encoding === 'function') {
      callback = encoding
      encoding = null
    }
    checkChunk(chunk)
    if (this[kStage] >= Stage.ENDED) {
      failWrite(this, writeAfterEnd(), callback)
      return false
    }
    if (this.destroyed) {
      if (callback) process.nextTick(callback, streamDestroyed())
      return false
    }
    if (encoding && typeof chunk === 'string') checkEncoding(encoding)
    return writeBody(this, chunk, encoding ?? 'utf8', callback)
  }

  /**
   * Ends the message, after a last piece of the body if there is one. `callback` is called just before `'finish'`, or with the error when the socket fails before.
   *
   * @throws as `write`
   */
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
      if (hasChunk) failWrite(this, writeAfterEnd(), callback)
      else if (callback) {
        if (this[kStage] >= Stage.FINISHED) process.nextTick(callback, alreadyFinished())
        else if (!this.destroyed) (this[kEndCallbacks] ??= []).push(callback)
      }
      return this
    }
    if (this.destroyed) {
      // As in Node, only an error is told to the callback.
      endDestroyed(this, hasChunk && chunk !== '')
      const reason = this.errored ?? this.socket?.errored
      if (callback && reason) process.nextTick(callback, reason)
      if (this.socket) this._finish()
      return this
    }
    if (encoding && typeof chunk === 'string') checkEncoding(encoding)
    // Before the write: the bytes may be gone, and the message finished, when it returns. As in Node, no callback comes once the socket is destroyed.
    if (callback && !this.socket?.destroyed) (this[kEndCallbacks] ??= []).push(callback)
    writeEnd(this, hasChunk ? (chunk as string | Uint8Array) : '', encoding ?? 'utf8')
    return this
  }

  /**
   * Fields to send after the body, in place of those added before; they leave only when the body is chunked.
   *
   * @throws ERR_INVALID_HTTP_TOKEN, ERR_INVALID_CHAR
   */
  addTrailers(trailers: TrailersInit): void {
    this[kTrailers] = trailerText(this, trailers)
  }

  /** Whether header values may hold what `httpValidation: 'relaxed'` lets through. */
  _isLenientHeaderValidation(): boolean {
    return this[kRules].lenientValues
  }

  /** Holds body pieces back so that they leave together. */
  cork(): void {
    this[kCorked]++
    this.socket?.cork()
  }

  uncork(): void {
    if (this[kCorked] === 0) return
    this[kCorked]--
    if (this[kCorked] === 0 && this[kChunk] !== null) flushNow(this)
    this.socket?.uncork()
    expectDrain(this)
  }

  /** Destroys the socket, now or as soon as there is one. */
  destroy(error?: Error): this {
    if (this.destroyed) return this
    this.destroyed = true
    this[kError] = error
    if (this.socket) this.socket.destroy(error)
    else if (this[kStage] < Stage.FINISHED) this._destroyUnsent()
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
    else this.once('socket', (socket: Partial<Socket>) => socket.setTimeout?.(milliseconds))
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

export const OutgoingMessage = defineConstructor<OutgoingMessageConstructor>(flattenMethods(OutgoingMessageMethods, HeaderMethods), {
  OutgoingMessage: function (this: OutgoingMessageMethods, options?: { highWaterMark?: number }): void {
    this[kStage] = Stage.OPEN
    this[kDue] = 0
    this[kEndCallbacks] = null
    this[kHighWaterMark] = options?.highWaterMark
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
})

defineDefaults(OutgoingMessage.prototype, {
  [kStage]: Stage.OPEN,
  [kDue]: 0,
  [kEndCallbacks]: null,
  [kHeaders]: null,
  [kHead]: null,
  [kPendingHead]: '',
  [kFraming]: Framing.NONE,
  [kKnownLength]: UNKNOWN_LENGTH,
  [kDeclaredLength]: UNKNOWN_LENGTH,
  [kBodyBytes]: 0,
  [kSuppressed]: 0,
  [kLast]: false,
  [kKeepAliveLine]: '',
  [kMayHaveBody]: true,
  [kTrailers]: '',
  [kQueue]: null,
  [kQueuedBytes]: 0,
  [kChunk]: null,
  [kChunkBytes]: 0,
  [kCorked]: 0,
  [kNeedDrain]: false,
  [kCarrier]: null,
  [kError]: null,
  [kRules]: DEFAULT_RULES,
})
