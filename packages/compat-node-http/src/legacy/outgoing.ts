/**
 * The names with an underscore, and `outputData`, that libraries read and set on requests and responses being written.
 *
 * Each is a view of the state that `@layered-http/streams` really has; nothing is stored here. `_headers` and `_headerNames`
 * are not among them: Node 24 has taken them out.
 */
import { codedError } from '@layered-http/shared'
import {
  attachSocket,
  buildHead,
  flushChunk,
  flushHead,
  finishWhenFlushed,
  isFlushed,
  kHead,
  kHeaders,
  kKeepAliveLine,
  kKnownLength,
  kLast,
  kMayHaveBody,
  kPendingHead,
  kQueue,
  kQueuedBytes,
  kStage,
  kSuppressed,
  kTrailers,
  OutgoingMessage,
  Stage,
  Suppressed,
  writeRaw,
  type HeadersInit,
  type PendingWrite,
} from '@layered-http/streams'
import { lend } from './lend.js'
import { kHighWaterMark } from './outgoing-options.js'

type Callback = (error?: Error | null) => void

class LegacyOutgoing extends OutgoingMessage {
  /** The head as it was built, null before that. Setting null or '' takes it back: headers can be set again, and the head is built again. */
  get _header(): string | null {
    return this[kHead]
  }
  set _header(head: string | null) {
    this[kHead] = head ?? null
    if (head && this[kStage] === Stage.OPEN) this[kStage] = Stage.HEAD_BUILT
    else if (!head && this[kPendingHead] !== '' && this[kStage] === Stage.HEAD_BUILT) this[kStage] = Stage.OPEN
    if (!this._headerSent || this[kStage] === Stage.OPEN) this[kPendingHead] = ''
    if (head && this[kStage] === Stage.HEAD_BUILT) this[kPendingHead] = String(head)
  }

  /** The head has left, for the socket or for the queue. Setting true drops a head that waits, setting false lets it leave again. */
  get _headerSent(): boolean {
    return Boolean(this[kHead]) && this[kPendingHead] === ''
  }
  set _headerSent(isSent: boolean) {
    this[kPendingHead] = isSent ? '' : (this[kHead] ?? '')
  }

  /** What waits for a socket. */
  get outputData(): PendingWrite[] {
    return (this[kQueue] ??= [])
  }
  set outputData(queue: PendingWrite[]) {
    this[kQueue] = queue
  }

  /** Its bytes. */
  get outputSize(): number {
    return this[kQueuedBytes]
  }
  set outputSize(bytes: number) {
    this[kQueuedBytes] = bytes
  }

  /** Bytes of the body, when they were known as the head was built; null otherwise. */
  get _contentLength(): number | null {
    return this[kKnownLength] < 0 ? null : this[kKnownLength]
  }
  set _contentLength(bytes: number | null) {
    this[kKnownLength] = bytes ?? -1
  }

  get _hasBody(): boolean {
    return this[kMayHaveBody]
  }
  set _hasBody(hasBody: boolean) {
    this[kMayHaveBody] = hasBody
  }

  /** The trailer section as it will be sent. */
  get _trailer(): string {
    return this[kTrailers]
  }
  set _trailer(text: string) {
    this[kTrailers] = text
  }

  /** The connection closes after this message. */
  get _last(): boolean {
    return this[kLast]
  }
  set _last(isLast: boolean) {
    this[kLast] = isLast
  }

  get _closed(): boolean {
    return this[kStage] === Stage.CLOSED
  }
  set _closed(isClosed: boolean) {
    if (isClosed) this[kStage] = Stage.CLOSED
  }

  get _removedConnection(): boolean {
    return isSuppressed(this, Suppressed.CONNECTION)
  }
  set _removedConnection(isRemoved: boolean) {
    suppress(this, Suppressed.CONNECTION, isRemoved)
  }
  get _removedContLen(): boolean {
    return isSuppressed(this, Suppressed.CONTENT_LENGTH)
  }
  set _removedContLen(isRemoved: boolean) {
    suppress(this, Suppressed.CONTENT_LENGTH, isRemoved)
  }
  get _removedTE(): boolean {
    return isSuppressed(this, Suppressed.TRANSFER_ENCODING)
  }
  set _removedTE(isRemoved: boolean) {
    suppress(this, Suppressed.TRANSFER_ENCODING, isRemoved)
  }

  /** Milliseconds that the Keep-Alive line will announce, 0 for no line. */
  get _keepAliveTimeout(): number {
    const match = /timeout=(\d+)/.exec(this[kKeepAliveLine])
    return match === null ? 0 : Number(match[1]) * 1000
  }
  set _keepAliveTimeout(milliseconds: number) {
    this[kKeepAliveLine] = milliseconds > 0 ? `Keep-Alive: timeout=${Math.floor(milliseconds / 1000)}\r\n` : ''
  }

  /** Whether the message itself may ask for `Connection: keep-alive`. Setting false makes the connection close after it. */
  get _defaultKeepAlive(): boolean {
    return !this[kLast]
  }
  set _defaultKeepAlive(isOn: boolean) {
    this[kLast] = !isOn
  }

  /** Bytes that the message buffers before `write` answers false. */
  get [kHighWaterMark](): number {
    return this.writableHighWaterMark
  }

  /** Header names, as they were set, with their values. */
  _renderHeaders(): Record<string, unknown> {
    if (this[kHead]) throw codedError(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot render headers after they are sent to the client')
    const headers: Record<string, unknown> = {}
    for (const { name, value } of this[kHeaders] ?? []) headers[name] = value
    return headers
  }

  /** Builds the head: the first line with its CRLF, and headers that replace those that were set. */
  _storeHeader(firstLine: string, headers?: HeadersInit | null): void {
    buildHead(this, firstLine, headers ?? undefined)
  }

  /** Sends bytes as they are, with the head before them if it waits. */
  _send(data: string | Uint8Array, encoding?: BufferEncoding | Callback | null, callback?: Callback): boolean {
    flushHead(this)
    return this._writeRaw(data, encoding, callback)
  }

  /** Sends bytes as they are. */
  _writeRaw(data: string | Uint8Array, encoding?: BufferEncoding | Callback | null, callback?: Callback): boolean {
    if (typeof encoding === 'function') return writeRaw(this, data, 'latin1', encoding)
    return writeRaw(this, data, encoding ?? 'latin1', callback)
  }

  /** Sends what waits, if there is a socket, and finishes the message if it was ended. */
  _flush(): void {
    const { socket } = this
    if (socket === null || !socket.writable) return
    const more = this._flushOutput(socket)
    if (this[kStage] === Stage.ENDED) finishWhenFlushed(this)
    else if (more && this.writableNeedDrain) this.emit('drain')
  }

  /** Sends what waits. Answers whether more may be written at once. */
  _flushOutput(socket: NonNullable<OutgoingMessage['socket']>): boolean {
    flushHead(this)
    flushChunk(this)
    if (this[kQueue] !== null) attachSocket(this, socket)
    return isFlushed(this, socket)
  }
}

function isSuppressed(message: OutgoingMessage, header: number): boolean {
  return (message[kSuppressed] & header) !== 0
}

function suppress(message: OutgoingMessage, header: number, isSuppressed: boolean): void {
  if (isSuppressed) message[kSuppressed] |= header
  else message[kSuppressed] &= ~header
}

/** Makes the names available on every message. */
export function lendOutgoing(): void {
  lend(OutgoingMessage.prototype, LegacyOutgoing.prototype)
}
