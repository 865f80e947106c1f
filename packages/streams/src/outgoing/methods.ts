/**
 * The methods of OutgoingMessage. They check their arguments and call the functions of this folder, which work on the message's state. message.ts documents
 * the public members.
 *
 * As in Node, the class is not a `stream.Writable`: it extends the legacy Stream and offers the writable interface itself.
 */
import { captureRejectionSymbol } from 'node:events'
import { Stream, type Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { codedError } from '@layered-http/shared'
import { trailerText, type HeaderValue, type TrailersInit } from '@layered-http/headers'
import { attachSocket } from './attach.js'
import { endDestroyed, writeBody, writeEnd } from './body.js'
import { alreadyFinished, checkChunk, checkEncoding, failWrite, streamDestroyed, writeAfterEnd } from './errors.js'
import { dropEndCallback } from './finish.js'
import { expectDrain, flushNow, uncorkTick } from './flush.js'
import { appendHeader, getHeader, hasHeader, removeHeader, setHeader, setHeaders } from './headers.js'
import { kindOf } from './kind.js'
import { cork, flushHead, highWaterMark, pendingBytes, uncork, writableLength } from './output.js'
import { isClosed, Stage, StageEvent, stateOf, transition, type WriteCallback } from './state.js'

/** Never constructed: {@link defineConstructor} copies its members. */
export class OutgoingMessageMethods extends Stream {
  declare writable: boolean
  declare destroyed: boolean
  declare shouldKeepAlive: boolean
  declare useChunkedEncodingByDefault: boolean
  declare chunkedEncoding: boolean
  declare sendDate: boolean
  declare strictContentLength: boolean
  declare agent: unknown

  get socket(): Socket | null {
    return stateOf(this).socket
  }
  set socket(socket: Socket | null) {
    const state = stateOf(this)
    // The socket that the message loses must not keep a cork of the message.
    uncorkTick(state)
    state.socket = socket
  }
  get connection(): Socket | null {
    return this.socket
  }
  set connection(socket: Socket | null) {
    this.socket = socket
  }

  // Headers

  get headersSent(): boolean {
    return Boolean(stateOf(this).head)
  }

  setHeader(name: string, value: HeaderValue): this {
    setHeader(stateOf(this), name, value)
    return this
  }

  appendHeader(name: string, value: string | readonly string[]): this {
    appendHeader(stateOf(this), name, value)
    return this
  }

  setHeaders(headers: Headers | ReadonlyMap<string, HeaderValue>): this {
    setHeaders(stateOf(this), headers, (name, value) => this.setHeader(name, value))
    return this
  }

  getHeader(name: string): HeaderValue | undefined {
    return getHeader(stateOf(this), name)
  }

  hasHeader(name: string): boolean {
    return hasHeader(stateOf(this), name)
  }

  getHeaders(): Record<string, HeaderValue> {
    return stateOf(this).headers?.toObject() ?? (Object.create(null) as Record<string, HeaderValue>)
  }

  getHeaderNames(): string[] {
    return stateOf(this).headers?.keys() ?? []
  }

  getRawHeaderNames(): string[] {
    return stateOf(this).headers?.rawNames() ?? []
  }

  removeHeader(name: string): void {
    removeHeader(stateOf(this), name)
  }

  flushHeaders(): void {
    const state = stateOf(this)
    if (!state.head) this._implicitHeader()
    flushHead(state)
  }

  _implicitHeader(): void {
    throw codedError(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _implicitHeader() method is not implemented')
  }

  // The body

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
    if (encoding) checkEncoding(encoding, chunk)
    return writeBody(state, chunk, encoding ?? 'utf8', callback)
  }

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
    if (encoding && hasChunk) checkEncoding(encoding, chunk as string | Uint8Array)
    // Before the write: when it returns, the bytes may be gone and the message finished. As in Node, the callback is dropped if the socket is destroyed.
    if (callback && !state.socket?.destroyed) (state.endCallbacks ??= []).push(callback)
    try {
      writeEnd(state, hasChunk ? (chunk as string | Uint8Array) : '', encoding ?? 'utf8')
    } catch (error) {
      // The message was not ended: the callback belongs to this call, not to the next one.
      if (callback && state.stage < Stage.ended) dropEndCallback(state, callback)
      throw error
    }
    return this
  }

  addTrailers(trailers: TrailersInit): void {
    const state = stateOf(this)
    state.trailers = trailerText(trailers, state.options)
  }

  cork(): void {
    const state = stateOf(this)
    state.corked++
    if (state.socket) cork(state.socket)
  }

  uncork(): void {
    const state = stateOf(this)
    if (state.corked === 0) return
    state.corked--
    if (state.corked === 0 && state.chunk !== null) flushNow(state)
    if (state.socket) uncork(state.socket)
    expectDrain(state)
  }

  // The stream

  get writableEnded(): boolean {
    return stateOf(this).stage >= Stage.ended
  }
  get finished(): boolean {
    return stateOf(this).stage >= Stage.ended
  }
  set finished(isFinished: boolean) {
    const state = stateOf(this)
    if (isFinished && state.stage < Stage.ended) transition(state, StageEvent.end)
  }
  get writableFinished(): boolean {
    return stateOf(this).stage >= Stage.finished
  }
  get writableHighWaterMark(): number {
    return highWaterMark(stateOf(this))
  }
  get writableLength(): number {
    return writableLength(stateOf(this))
  }
  get pendingBytes(): number {
    return pendingBytes(stateOf(this))
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
  get errored(): Error | null | undefined {
    return stateOf(this).error
  }
  get closed(): boolean {
    return isClosed(stateOf(this))
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this
    const state = stateOf(this)
    this.destroyed = true
    state.error = error
    if (state.socket) (state.socket as Partial<Socket>).destroy?.(error)
    else if (state.stage < Stage.finished) kindOf(this).destroyUnsent(this)
    return this
  }

  _finish(): void {
    this.emit('prefinish')
  }

  /** With `captureRejections`: the promise of a listener was rejected. */
  override [captureRejectionSymbol](error: Error, _event?: string | symbol): void {
    this.destroy(error)
  }

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

  assignSocket(socket: Duplex): void {
    attachSocket(stateOf(this), socket)
  }
}
