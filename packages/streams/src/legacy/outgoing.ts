/**
 * Members of messages being written that begin with an underscore, and `outputData`. Views of the state: nothing is stored here.
 * `_headers` and `_headerNames` are not among them: Node 24 has removed them.
 */
import { Suppressed } from '@layered-http/headers'
import { codedError } from '@layered-http/shared'
import type { HeadersInit } from '@layered-http/headers'
import { attachSocket } from '../outgoing/attach.js'
import { flushChunk } from '../outgoing/chunks.js'
import { finishWhenFlushed, isFlushed } from '../outgoing/finish.js'
import { buildHead } from '../outgoing/head.js'
import { OutgoingMessage } from '../outgoing/message.js'
import { flushHead, writeRaw } from '../outgoing/output.js'
import { Stage, StageEvent, stateOf, transition, type PendingWrite, type WriteCallback } from '../outgoing/state.js'
import type { LegacyMembers } from './members.js'

const MS_PER_SECOND = 1000

class LegacyOutgoingMessage extends OutgoingMessage {
  /** True if header values may hold what `httpValidation: 'relaxed'` lets through. */
  _isLenientHeaderValidation(): boolean {
    const { lenientValues } = stateOf(this).options
    return lenientValues
  }

  /** The head as it was built, null before. Setting null or '' takes it back: headers can be set again, and the head is built again. */
  get _header(): string | null {
    return stateOf(this).head
  }
  set _header(head: string | null) {
    const state = stateOf(this)
    state.head = head ?? null
    if (head && state.stage === Stage.open) transition(state, StageEvent.buildHead)
    else if (!head && state.pendingHead !== '' && state.stage === Stage.headBuilt) transition(state, StageEvent.dropHead)
    if (!this._headerSent || state.stage === Stage.open) state.pendingHead = ''
    if (head && state.stage === Stage.headBuilt) state.pendingHead = String(head)
  }

  /** True if the head has left, for the socket or for the queue. Setting true drops a head that waits, setting false sends it again. */
  get _headerSent(): boolean {
    const { head, pendingHead } = stateOf(this)
    return Boolean(head) && pendingHead === ''
  }
  set _headerSent(isSent: boolean) {
    const state = stateOf(this)
    state.pendingHead = isSent ? '' : (state.head ?? '')
  }

  /** The writes that wait for a socket. */
  get outputData(): PendingWrite[] {
    return (stateOf(this).queue ??= [])
  }
  set outputData(queue: PendingWrite[]) {
    stateOf(this).queue = queue
  }

  /** Bytes of `outputData`. */
  get outputSize(): number {
    return stateOf(this).queuedBytes
  }
  set outputSize(bytes: number) {
    stateOf(this).queuedBytes = bytes
  }

  /** Bytes of the body, if they were known when the head was built; null otherwise. */
  get _contentLength(): number | null {
    const { knownLength } = stateOf(this)
    return knownLength < 0 ? null : knownLength
  }
  set _contentLength(bytes: number | null) {
    stateOf(this).knownLength = bytes ?? -1
  }

  get _hasBody(): boolean {
    return stateOf(this).mayHaveBody
  }
  set _hasBody(hasBody: boolean) {
    stateOf(this).mayHaveBody = hasBody
  }

  /** The lines of the trailer section. */
  get _trailer(): string {
    return stateOf(this).trailers
  }
  set _trailer(text: string) {
    stateOf(this).trailers = text
  }

  /** The connection closes after this message. */
  get _last(): boolean {
    return stateOf(this).isLast
  }
  set _last(isLast: boolean) {
    stateOf(this).isLast = isLast
  }

  get _closed(): boolean {
    return stateOf(this).stage === Stage.closed
  }
  set _closed(isClosed: boolean) {
    if (isClosed) transition(stateOf(this), StageEvent.markClosed)
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

  /** Milliseconds in the Keep-Alive line, 0 for no line. */
  get _keepAliveTimeout(): number {
    const match = /timeout=(\d+)/.exec(stateOf(this).keepAliveLine)
    return match === null ? 0 : Number(match[1]) * MS_PER_SECOND
  }
  set _keepAliveTimeout(milliseconds: number) {
    stateOf(this).keepAliveLine = milliseconds > 0 ? `Keep-Alive: timeout=${Math.floor(milliseconds / MS_PER_SECOND)}\r\n` : ''
  }

  /** True if the message may announce `Connection: keep-alive`. After setting false, the connection closes after it. */
  get _defaultKeepAlive(): boolean {
    return !stateOf(this).isLast
  }
  set _defaultKeepAlive(isOn: boolean) {
    stateOf(this).isLast = !isOn
  }

  /** Returns the header names, as they were set, and their values. */
  _renderHeaders(): Record<string, unknown> {
    const { head, headers } = stateOf(this)
    if (head) throw codedError(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot render headers after they are sent to the client')
    const rendered: Record<string, unknown> = {}
    for (const { name, value } of headers ?? []) rendered[name] = value
    return rendered
  }

  /** Builds the head from the first line with its CRLF, and from headers that replace those that were set. */
  _storeHeader(firstLine: string, headers?: HeadersInit | null): void {
    const { statusCode } = this as { statusCode?: unknown }
    buildHead(stateOf(this), firstLine, headers ?? undefined, statusCode === 204 || statusCode === 304)
  }

  /** Sends bytes as they are, after a head that waits. */
  _send(data: string | Uint8Array, encoding?: BufferEncoding | WriteCallback | null, callback?: WriteCallback): boolean {
    flushHead(stateOf(this))
    return this._writeRaw(data, encoding, callback)
  }

  /** Sends bytes as they are. */
  _writeRaw(data: string | Uint8Array, encoding?: BufferEncoding | WriteCallback | null, callback?: WriteCallback): boolean {
    const state = stateOf(this)
    if (typeof encoding === 'function') return writeRaw(state, data, 'latin1', encoding)
    return writeRaw(state, data, encoding ?? 'latin1', callback)
  }

  /** Sends the output that waits, if there is a socket, and finishes the message if it was ended. */
  _flush(): void {
    const { socket } = this
    if (socket === null || !socket.writable) return
    const state = stateOf(this)
    const more = this._flushOutput(socket)
    if (state.stage === Stage.ended) finishWhenFlushed(state)
    else if (more && this.writableNeedDrain) this.emit('drain')
  }

  /** Sends the output that waits. Returns true if more may be written at once. */
  _flushOutput(socket: NonNullable<OutgoingMessage['socket']>): boolean {
    const state = stateOf(this)
    flushHead(state)
    flushChunk(state)
    if (state.queue !== null) attachSocket(state, socket)
    return isFlushed(state, socket)
  }
}

/** The members, for {@link Object.getOwnPropertyDescriptors}. Never constructed. */
export const LegacyOutgoing: LegacyMembers = LegacyOutgoingMessage

function isSuppressed(message: object, header: number): boolean {
  return (stateOf(message).suppressed & header) !== 0
}

function suppress(message: object, header: number, isSuppressed: boolean): void {
  const state = stateOf(message)
  if (isSuppressed) state.suppressed |= header
  else state.suppressed &= ~header
}
