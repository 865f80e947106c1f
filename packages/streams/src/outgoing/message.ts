/**
 * OutgoingMessage: the public members of a message being written. They check their arguments and call the functions of this folder, which work on the
 * message's state.
 *
 * As in Node, the class is not a `stream.Writable`: it extends the legacy Stream and offers the writable interface itself.
 */
import { captureRejectionSymbol } from 'node:events'
import { Stream, type Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { codedError, defineBrand, defineConstructor } from '@layered-http/shared'
import { trailerText, type HeaderValue, type TrailersInit } from '@layered-http/headers'
import { LAYOUT } from '../layout.js'
import { attachSocket } from './attach.js'
import { endDestroyed, writeBody, writeEnd } from './body.js'
import { alreadyFinished, checkChunk, checkEncoding, failWrite, streamDestroyed, writeAfterEnd } from './errors.js'
import { closeMessage } from './finish.js'
import { expectDrain, flushNow } from './flush.js'
import { appendHeader, getHeader, hasHeader, removeHeader, setHeader, setHeaders } from './headers.js'
import { kindOf, setKind, type MessageKind } from './kind.js'
import { flushHead, highWaterMark, writableLength } from './output.js'
import { initState, isClosed, Stage, StageEvent, stateOf, transition, type WriteCallback } from './state.js'

class OutgoingMessageMethods extends Stream {
  declare writable: boolean
  declare destroyed: boolean
  /** False if the connection must close after this message. */
  declare shouldKeepAlive: boolean
  declare useChunkedEncodingByDefault: boolean
  /** True if the body is sent in chunks. Known once the head is built. */
  declare chunkedEncoding: boolean
  /** True if a Date header is added when none is set. */
  declare sendDate: boolean
  declare strictContentLength: boolean
  /** The agent of a request. */
  declare agent: unknown

  /** The socket, while the message has one. */
  get socket(): Socket | null {
    return stateOf(this).socket
  }
  set socket(socket: Socket | null) {
    stateOf(this).socket = socket
  }
  /** Deprecated alias of {@link OutgoingMessageMethods.socket}. */
  get connection(): Socket | null {
    return this.socket
  }
  set connection(socket: Socket | null) {
    this.socket = socket
  }

  // Headers

  /** True if the head is built: no header can change any more. */
  get headersSent(): boolean {
    return Boolean(stateOf(this).head)
  }

  /**
   * Sets a header, replacing one with the same name.
   *
   * @throws ERR_HTTP_HEADERS_SENT, ERR_INVALID_HTTP_TOKEN, ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR
   */
  setHeader(name: string, value: HeaderValue): this {
    setHeader(stateOf(this), name, value)
    return this
  }

  /** Adds values to a header, or sets it. Throws as `setHeader` does. */
  appendHeader(name: string, value: string | readonly string[]): this {
    appendHeader(stateOf(this), name, value)
    return this
  }

  /**
   * Sets every header of a Headers or Map object, of any realm or implementation.
   *
   * @throws ERR_INVALID_ARG_TYPE for other values, and as `setHeader`
   */
  setHeaders(headers: Headers | ReadonlyMap<string, HeaderValue>): this {
    setHeaders(stateOf(this), headers, (name, value) => this.setHeader(name, value))
    return this
  }

  /** Returns the value as it was set. */
  getHeader(name: string): HeaderValue | undefined {
    return getHeader(stateOf(this), name)
  }

  hasHeader(name: string): boolean {
    return hasHeader(stateOf(this), name)
  }

  /** Returns an object without a prototype: lower-case names and their values. */
  getHeaders(): Record<string, HeaderValue> {
    return stateOf(this).headers?.toObject() ?? (Object.create(null) as Record<string, HeaderValue>)
  }

  getHeaderNames(): string[] {
    return stateOf(this).headers?.keys() ?? []
  }

  getRawHeaderNames(): string[] {
    return stateOf(this).headers?.rawNames() ?? []
  }

  /** Removes a header. Removing Date, Connection, Content-Length or Transfer-Encoding also switches the automatic one off. */
  removeHeader(name: string): void {
    removeHeader(stateOf(this), name)
  }

  /** Sends the head now, without waiting for the body. */
  flushHeaders(): void {
    const state = stateOf(this)
    if (!state.head) this._implicitHeader()
    flushHead(state)
  }

  /** Builds the head when the user did not. Requests and responses override it. */
  _implicitHeader(): void {
    throw codedError(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _implicitHeader() method is not implemented')
  }

  // The body

  /**
   * Writes a piece of the body.
   *
   * @returns false when the waiting bytes have reached the high water mark: the writer should wait for `'drain'`
   * @throws ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES, ERR_UNKNOWN_ENCODING; ERR_HTTP_CONTENT_LENGTH_MISMATCH with
   *   `strictContentLength`; ERR_HTTP_BODY_NOT_ALLOWED with `rejectNonStandardBodyWrites`
   */
  write(chunk: string | Uint8Array, encoding?: BufferEncoding | WriteCallback | null, callback?: WriteCallback): boolean {
    if (typeof encoding === 'function') {
      callback = encoding
      encoding = null
    }
    checkChunk(chunk)
    const state = stateOf(this)
    if (state.stage >= Stage.ended) {
      failWrite(state, writeAfterEnd(), callback)
      return false
    }
    if (this.destroyed) {
      if (callback) process.nextTick(callback, streamDestroyed())
      return false
    }
    if (encoding && typeof chunk === 'string') checkEncoding(encoding)
    return writeBody(state, chunk, encoding ?? 'utf8', callback)
  }

  /**
   * Ends the message, after a last piece of the body if there is one. `callback` is called just before `'finish'`, or with the error of a socket that
   * fails before.
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
    const state = stateOf(this)
    if (state.stage >= Stage.ended) {
      if (hasChunk) failWrite(state, writeAfterEnd(), callback)
      else if (callback) {
        if (state.stage >= Stage.finished) process.nextTick(callback, alreadyFinished())
        else if (!this.destroyed) (state.endCallbacks ??= []).push(callback)
      }
      return this
    }
    if (this.destroyed) {
      endDestroyed(state, hasChunk && chunk !== '')
      // As in Node, the callback gets errors only.
      const reason = this.errored ?? state.socket?.errored
      if (callback && reason) process.nextTick(callback, reason)
      if (state.socket) this._finish()
      return this
    }
    if (encoding && typeof chunk === 'string') checkEncoding(encoding)
    // Before the write: when it returns, the bytes may be gone and the message finished. As in Node, the callback is dropped if the socket is destroyed.
    if (callback && !state.socket?.destroyed) (state.endCallbacks ??= []).push(callback)
    writeEnd(state, hasChunk ? (chunk as string | Uint8Array) : '', encoding ?? 'utf8')
    return this
  }

  /**
   * Sets the trailer section, replacing an earlier one. It is sent only if the body is chunked.
   *
   * @throws ERR_INVALID_HTTP_TOKEN, ERR_INVALID_CHAR
   */
  addTrailers(trailers: TrailersInit): void {
    const state = stateOf(this)
    state.trailers = trailerText(trailers, state.options)
  }

  /** Holds pieces of the body back, so that they leave together. */
  cork(): void {
    const state = stateOf(this)
    state.corked++
    state.socket?.cork()
  }

  uncork(): void {
    const state = stateOf(this)
    if (state.corked === 0) return
    state.corked--
    if (state.corked === 0 && state.chunk !== null) flushNow(state)
    state.socket?.uncork()
    expectDrain(state)
  }

  // The stream

  /** `end()` was called. */
  get writableEnded(): boolean {
    return stateOf(this).stage >= Stage.ended
  }
  /** Deprecated alias of {@link OutgoingMessageMethods.writableEnded}. */
  get finished(): boolean {
    return stateOf(this).stage >= Stage.ended
  }
  set finished(isFinished: boolean) {
    const state = stateOf(this)
    if (isFinished && state.stage < Stage.ended) transition(state, StageEvent.end)
  }
  /** The operating system has taken every byte. */
  get writableFinished(): boolean {
    return stateOf(this).stage >= Stage.finished
  }
  get writableHighWaterMark(): number {
    return highWaterMark(stateOf(this))
  }
  get writableLength(): number {
    return writableLength(stateOf(this))
  }
  get writableObjectMode(): boolean {
    return false
  }
  get writableCorked(): number {
    return stateOf(this).corked
  }
  get writableNeedDrain(): boolean {
    const { stage, needsDrain } = stateOf(this)
    return !this.destroyed && stage < Stage.ended && needsDrain
  }
  /** The reason given to `destroy()`: null before, undefined without a reason. */
  get errored(): Error | null | undefined {
    return stateOf(this).error
  }
  get closed(): boolean {
    return isClosed(stateOf(this))
  }

  /** Destroys the socket, now or as soon as there is one. */
  destroy(error?: Error): this {
    if (this.destroyed) return this
    const state = stateOf(this)
    this.destroyed = true
    state.error = error
    if (state.socket) state.socket.destroy(error)
    else if (state.stage < Stage.finished) kindOf(this).destroyUnsent(this)
    return this
  }

  /** Called when the message was ended and has a socket. */
  _finish(): void {
    this.emit('prefinish')
  }

  /** With `captureRejections`: the promise of a listener was rejected. */
  override [captureRejectionSymbol](error: Error, _event?: string | symbol): void {
    this.destroy(error)
  }

  /** Calls `socket.setTimeout`, if the transport has it, now or as soon as there is a socket. `callback` becomes a `'timeout'` listener. */
  setTimeout(milliseconds: number, callback?: () => void): this {
    if (callback) this.on('timeout', callback)
    const { socket } = stateOf(this)
    if (socket) (socket as Partial<Socket>).setTimeout?.(milliseconds)
    else this.once('socket', (socket: Partial<Socket>) => socket.setTimeout?.(milliseconds))
    return this
  }

  // The declared return type is that of Stream. Nothing is ever returned.
  override pipe<T>(_destination: T): T {
    this.emit('error', codedError(Error, 'ERR_STREAM_CANNOT_PIPE', 'Cannot pipe, not readable'))
    return undefined as T
  }

  /** Gives the message its socket: what was written so far leaves through it. */
  assignSocket(socket: Duplex): void {
    attachSocket(stateOf(this), socket)
  }
}

/** A request or a response being sent. */
export type OutgoingMessage = OutgoingMessageMethods

export interface OutgoingMessageConstructor {
  new (options?: { highWaterMark?: number }): OutgoingMessage
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
  const constructor = defineConstructor<OutgoingMessageConstructor>(OutgoingMessageMethods, {
    OutgoingMessage: function (this: OutgoingMessageMethods, options?: { highWaterMark?: number }): void {
      initOutgoing(this, options)
    },
  })
  setKind(constructor.prototype, PLAIN)
  defineBrand(constructor, 'OutgoingMessage', LAYOUT)
  return constructor
}

/** Sets the fields of a new message, as the constructor of OutgoingMessage does. For the constructors of other classes. */
export function initOutgoing(message: OutgoingMessage, options?: { highWaterMark?: number } | undefined): void {
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
