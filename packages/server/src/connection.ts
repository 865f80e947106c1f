/**
 * ServerConnection: HTTP on one socket of a server. It makes requests of the input, emits them, and lets the responses leave in order.
 *
 * It lives as long as the socket. It owns the parts (reader, timeouts, response queue, socket port, upgrade): parts decide, or do one job each. What may live here: the reactions to input, to the
 * socket's events and to the messages, in this order. What it does after a chunk, at an error, at its end, at a deadline, in a drain and with an upgrade is in the files connection-*.ts.
 */
import { CLOSE_LINE } from '@layered-http/headers'
import { MessageReader, type MessageHandler, type ParsedFields, type ParsedHead, type ParseError } from '@layered-http/parser/tape'
import type { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import {
  connectMessage,
  discardBody,
  drainMessage,
  hasUndeliveredData,
  isConsumed,
  isLast,
  receiveBody,
  receiveEnd,
  receiveTrailers,
  setKeepAliveLine,
  setWriteOptions,
  type IncomingConnection,
  type OutgoingConnection,
  type WriteOptions,
} from '@layered-http/streams/port'
import { exchangeOver, requestStart, responseFinish } from './channels.js'
import { onDeadline } from './connection-deadline.js'
import { countForDrain, startDraining } from './connection-drain.js'
import { endAfterLast, endSocket, onClose, onInputEnd, resumeInput } from './connection-end.js'
import { fail, onSocketError } from './connection-errors.js'
import { finishWhilePaused, settle, updateDeadline } from './connection-settle.js'
import { beginUpgrade, receiveUpgrade, startEarlyUpgrade } from './connection-upgrade.js'
import type { ConnectionParts } from './connection-parts.js'
import { ConnectionWatch } from './connection-watch.js'
import type { ListedConnection } from './connection-list.js'
import { endsAfterChunk, Event, isBetweenRequests, isEnding, nextState, readsInput, State } from './connection-state.js'
import { countCode } from './counts.js'
import type { Drain } from './drain.js'
import { createRequest, handleSpecialRequest, REASONS, Special } from './requests.js'
import { ResponseQueue } from './response-queue.js'
import type { ServerResponse } from './response.js'
import type { ConnectionHost, ServerState } from './server-state.js'
import type { ConnectionStats } from './stats.js'
import { Pause, SocketPort, type ServedSocket, type SocketEvents } from './socket-port.js'
import { ConnectionTimeouts } from './timeouts.js'
import type { Upgrade } from './upgrade.js'

/** Facts about the chunk that is being read. */
const ChunkFact = {
  /** It has a piece of a body. */
  HAS_BODY: 1,
  /** The handler of a request has run in the current async scope. */
  SCOPE_USED: 2,
} as const

export class ServerConnection implements ConnectionParts, MessageHandler, SocketEvents, IncomingConnection, OutgoingConnection, ListedConnection {
  state: number = State.idle
  readonly reader: MessageReader
  readonly timeouts: ConnectionTimeouts
  readonly responses: ResponseQueue
  readonly port: SocketPort
  /** The upgrade that was accepted. */
  upgrade: Upgrade | null = null
  private readonly writeOptions: WriteOptions
  /** Requests so far. */
  private requests = 0
  /** The request whose body is not complete. */
  receiving: IncomingMessage | null = null
  /** The response after which the connection ends, whatever its head says: the client has ended its side, or the server has refused the request. */
  private final: ServerResponse | null = null
  /** Facts about the chunk that is being read: a sum of {@link ChunkFact}. */
  private chunkFacts = 0
  /** Its work beside serving; null if there is nothing to do. */
  watch: ConnectionWatch | null = null
  previousListed: ListedConnection | null = null
  nextListed: ListedConnection | null = null

  constructor(
    readonly host: ServerState,
    socket: ServedSocket,
  ) {
    const { parser, writeOptions } = host.setUpConnection()
    this.reader = new MessageReader(parser, this)
    this.writeOptions = writeOptions
    this.timeouts = new ConnectionTimeouts(host)
    this.responses = new ResponseQueue(socket)
    this.port = new SocketPort(socket)
    this.port.setTimeout(host.server.timeout)
    host.connections.add(this)
    host.counts.created++
    this.timeouts.startConnection()
    this.port.attach(this, parser, host.server)
    if (host.fixed.timings || host.fixed.stats) this.watch = new ConnectionWatch(host, socket)
    host.connections.drain?.onConnection(this)
  }

  // Not fields: an idle connection is as small as it can be.

  get server(): ConnectionHost {
    return this.host.server
  }

  get socket(): ServedSocket {
    return this.port.socket
  }

  transition(event: number): void {
    this.state = nextState(this.state, event)
  }

  // For the server's list

  get deadline(): number {
    return this.timeouts.deadline
  }
  set deadline(deadline: number) {
    this.timeouts.deadline = deadline
  }

  get isUnused(): boolean {
    if (!this.reader.parser.isBetweenMessages) return false
    return isBetweenRequests(this.state) || (this.state === State.active && this.receiving === null && this.responses.isAllSent)
  }

  get stats(): ConnectionStats {
    const { socket, requests, responses } = this
    const phase = this.isIdle ? 'idle' : socket.writableEnded ? 'closing' : 'active'
    return { phase, requests, underWay: responses.count, bytesRead: socket.bytesRead || 0, bytesWritten: socket.bytesWritten || 0 }
  }

  get isFree(): boolean {
    return this.isUnused || (isEnding(this.state) && this.socket.writableFinished)
  }

  destroy(): void {
    this.socket.destroy()
  }

  countForDrain(drain: Drain): void {
    countForDrain(this, drain)
  }

  startDraining(drain: Drain): void {
    startDraining(this, drain)
  }

  /** True if no part of a request was received since the last response. */
  get isIdle(): boolean {
    return isBetweenRequests(this.state) && this.reader.parser.isBetweenMessages
  }

  /** Returns the Keep-Alive line of the response to the latest request. */
  keepAliveLine(): string {
    const max = this.server.maxRequestsPerSocket
    return max > 0 && this.requests >= max ? CLOSE_LINE : this.host.keepAliveLine()
  }

  expire(): void {
    this.port.runInAsyncScope(onDeadline, null, this)
  }

  // Input

  get isReading(): boolean {
    return readsInput(this.state)
  }

  onData(chunk: Uint8Array): void {
    // As in Node, this chunk is still read: the unfinished response may wait for what is in it.
    if (this.responses.current !== null && this.responses.isFull) this.port.pause(Pause.OUTPUT)
    if (this.reader.isWalking) {
      // It waits in the reader for the end of the chunk before, whose handler may have entered a store.
      this.chunkFacts &= ChunkFact.SCOPE_USED
      this.reader.read(chunk)
      return
    }
    this.chunkFacts = 0
    if (this.port.isInContext) this.reader.read(chunk)
    else this.port.runInAsyncScope(this.reader.read, this.reader, chunk)
  }

  onHead(head: ParsedHead): void {
    // A request was refused: what follows it is not processed.
    if (this.final !== null) return
    const { watch } = this
    if (watch !== null && watch.isClosedAfter(this.responses.last)) {
      // The client is told that the connection closes after the response before: its request is not processed, and it knows that.
      this.final = this.responses.last
      return
    }
    if ((this.chunkFacts & ChunkFact.SCOPE_USED) !== 0) {
      // What the handler of another request of this chunk has entered must not be visible to this one's.
      this.chunkFacts &= ~ChunkFact.SCOPE_USED
      this.port.runInAsyncScope(this.onHead, this, head)
      return
    }
    this.chunkFacts |= ChunkFact.SCOPE_USED
    const { server, socket } = this
    const isTimeoutOff = this.state === State.keptAlive
    this.transition(Event.head)
    this.timeouts.clear()
    if (isTimeoutOff) this.port.setTimeout(server.timeout)

    const req = createRequest(server, this, socket, head)
    this.receiving = req
    if (head.isUpgrade && beginUpgrade(this, req)) return

    const res = new server.ServerResponse(req)
    const max = server.maxRequestsPerSocket
    const requests = ++this.requests
    const line = this.keepAliveLine()
    connectMessage(res, this)
    setWriteOptions(res, this.writeOptions)
    setKeepAliveLine(res, line)
    res.shouldKeepAlive = head.keepAlive
    this.responses.add(res)
    if (this.reader.isAnotherAhead) this.responses.corkSocket()
    if (watch !== null || exchangeOver.hasSubscribers) this.watchExchange(req, res, line)
    if (requestStart.hasSubscribers) requestStart.publish({ request: req, response: res, socket, server })
    // Emitted here, so that few frames are between a handler and the socket in its stack traces.
    const special = handleSpecialRequest(server, socket, head, max > 0 && requests > max, req, res)
    if (special === Special.NONE) server.emit('request', req, res)
    else if (special !== Special.HANDLED) {
      this.watch?.notHandled(res)
      countCode(this.host.counts.refused, REASONS[special]!)
      if (special === Special.REFUSED) this.final = res
    }
  }

  private watchExchange(req: IncomingMessage, res: ServerResponse, line: string): void {
    this.watch ??= new ConnectionWatch(this.host, this.socket)
    this.watch.begin(req, res, line, this.timeouts.startOfRequest)
  }

  onBody(piece: Uint8Array): void {
    const req = this.receiving
    if (req === null) return
    const { reader } = this
    this.chunkFacts |= ChunkFact.HAS_BODY
    this.timeouts.receivedBody(piece.length)
    if (!receiveBody(req, piece)) this.port.pause(Pause.BODY)
    // As in Node, a reader gets a piece before the next is pushed and before the request is complete. And what was scheduled until now runs
    // before the next request of the chunk is emitted, or bad input after the body is reported.
    if (reader.isMoreAhead && (hasUndeliveredData(req) || reader.isBadAhead || reader.isAnotherAhead) && !this.socket.destroyed) {
      reader.pause()
      finishWhilePaused(this)
    }
  }

  onTrailers(fields: ParsedFields): void {
    if (this.receiving !== null) receiveTrailers(this.receiving, fields)
  }

  onComplete(): void {
    const req = this.receiving
    this.receiving = null
    this.timeouts.endRequest()
    // After the last response the deadline is that of the peer's end.
    if (this.state === State.ending || this.state === State.endingAfterChunk) this.transition(Event.bodyEnd)
    else this.timeouts.clear()
    if (req !== null) receiveEnd(req)
  }

  onChunkEnd(error: ParseError | null): void {
    const isReported = error !== null && (this.isReading || endsAfterChunk(this.state))
    if (endsAfterChunk(this.state)) {
      this.transition(Event.chunkEnd)
      endSocket(this)
    }
    if (isReported) fail(this, error)
    else if (this.state === State.upgradeAccepted) startEarlyUpgrade(this, this.upgrade!)
    else settle(this)
  }

  onUpgrade(rest: Uint8Array): void {
    receiveUpgrade(this, rest)
  }

  // Errors

  onError(error: Error): void {
    this.port.runInAsyncScope(onSocketError, null, this, error)
  }

  get hasBodyInChunk(): boolean {
    return (this.chunkFacts & ChunkFact.HAS_BODY) !== 0
  }

  // The end of a side

  onEnd(): void {
    this.port.runInAsyncScope(onInputEnd, null, this)
  }

  endAfter(response: ServerResponse): void {
    this.final = response
  }

  removeFromServer(): void {
    this.timeouts.clear()
    this.host.connections.delete(this)
  }

  onClose(): void {
    onClose(this)
  }

  onTimeout(): void {
    const { socket, server, receiving } = this
    this.host.counts.timeouts[this.state === State.keptAlive ? 'keepAlive' : 'socket']++
    const hadListener = [receiving?.emit('timeout', socket), this.responses.current?.emit('timeout', socket), server.emit('timeout', socket)]
    if (!hadListener.includes(true)) socket.destroy()
  }

  // Messages

  get closesFinished(): true {
    return true
  }

  resumeReading(): void {
    if (this.port.isPaused && this.receiving !== null) this.timeouts.restartBodyRate()
    this.port.resume(Pause.BODY)
  }

  isExchangeComplete(message: IncomingMessage): boolean {
    return this.state !== State.closed && message !== this.upgrade?.request && !this.responses.isPending(message)
  }

  willFinish(message: OutgoingMessage): boolean {
    if (message !== this.responses.current) return false
    if (this.responses.isSettling) return true
    if (!this.reader.isWalking) return false
    this.responses.keepContext(message as ServerResponse)
    return true
  }

  outputQueued(message: OutgoingMessage, bytes: number): void {
    this.responses.queued(message as ServerResponse, bytes)
  }

  onDrain(): void {
    if (this.responses.current !== null) drainMessage(this.responses.current)
  }

  messageFinished(message: OutgoingMessage): void {
    const res = message as ServerResponse
    const { socket, server } = this
    if (responseFinish.hasSubscribers) responseFinish.publish({ request: res.req, response: res, socket, server })
    if (!isConsumed(res.req)) discardBody(res.req)
    res.detachSocket(socket)
    // What it said is known before it is finished.
    const isClosedAfter = this.watch !== null && this.finishWatched(res)
    if (isLast(res) || res === this.final || isEnding(this.state) || isClosedAfter) endAfterLast(this)
    else {
      this.responses.remove(res)
      if (this.port.isPaused && !this.responses.isFull) resumeInput(this)
      if (!this.reader.isWalking && !this.responses.isSettling && this.state === State.active) updateDeadline(this)
    }
  }

  /** Returns true if the connection ends after `res`, because the server drains. */
  private finishWatched(res: ServerResponse): boolean {
    const watch = this.watch!
    const isClosedAfter = res === this.responses.last && watch.isClosedAfter(res)
    watch.finished(res)
    return isClosedAfter
  }
}
