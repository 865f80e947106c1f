/**
 * ServerConnection: HTTP on one socket of a server. It makes requests of the input, emits them, and lets the responses leave in order.
 *
 * It lives as long as the socket. It owns the parts (reader, timeouts, response queue, socket port, upgrade): parts decide, or do one job each. What may live here: the reactions to input, to the
 * socket's events and to the messages, in this order. What it does at a deadline, in a drain and with an upgrade is in connection-deadline.ts, connection-drain.ts and connection-upgrade.ts.
 */
import { CLOSE_LINE } from '@layered-http/headers'
import { MessageReader, type MessageHandler, type ParsedFields, type ParsedHead, type ParseError } from '@layered-http/parser/tape'
import type { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import {
  connectMessage,
  discardBody,
  drainMessage,
  endSocket,
  hasUndeliveredData,
  isBeingRead,
  isConsumed,
  isLast,
  receiveAbort,
  receiveBody,
  receiveEnd,
  receiveTrailers,
  setKeepAliveLine,
  setWriteOptions,
  type IncomingConnection,
  type OutgoingConnection,
  type WriteOptions,
} from '@layered-http/streams/port'
import { exchangeOver, refused, requestStart, responseFinish } from './channels.js'
import { onDeadline } from './connection-deadline.js'
import { countForDrain, endDraining, isDraining, startDraining } from './connection-drain.js'
import { beginUpgrade, receiveUpgrade, startEarlyUpgrade } from './connection-upgrade.js'
import type { ConnectionParts } from './connection-parts.js'
import { ConnectionWatch } from './connection-watch.js'
import type { ListedConnection } from './connection-list.js'
import { endsAfterChunk, Event, isBetweenRequests, isEnding, isServing, nextState, readsInput, State } from './connection-state.js'
import { countCode } from './counts.js'
import type { Drain } from './drain.js'
import { createRequest, handleSpecialRequest, REASONS, Special } from './requests.js'
import { rawErrorResponse, statusOf } from './error-responses.js'
import { publishRefusal } from './refusal.js'
import { ResponseQueue } from './response-queue.js'
import type { ServerResponse } from './response.js'
import type { ConnectionHost, ServerState } from './server-state.js'
import type { ConnectionStats } from './stats.js'
import { Pause, removeParser, SocketPort, type ServedSocket, type SocketEvents } from './socket-port.js'
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
    this.chunkFacts = 0
    this.port.runInAsyncScope(this.reader.read, this.reader, chunk)
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
      process.nextTick(finishPausedResponses, this)
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
      this.endSocket()
    }
    if (isReported) this.fail(error)
    else if (this.state === State.upgradeAccepted) startEarlyUpgrade(this, this.upgrade!)
    else this.settle()
  }

  /** While the reader is paused: finishes responses that ended before the body was read. */
  finishPausedResponses(): void {
    this.settleUnlessLast()
    queueMicrotask(() => process.nextTick(resumeReader, this))
  }

  /** Goes on with the chunk. What the body's reader has answered meanwhile is finished before bad input after the body is met. */
  resumeReader(): void {
    this.settleUnlessLast()
    this.reader.resume()
  }

  /** The last response would end the connection, and a peer that closes then would take the rest of the chunk with it. */
  private settleUnlessLast(): void {
    const { last } = this.responses
    if (last !== null && !isLast(last)) this.responses.settle()
  }

  /** After a chunk: finishes the responses that ended in it, then decides what the connection waits for. */
  settle(): void {
    const { responses } = this
    let isSettled = false
    try {
      responses.settle()
      isSettled = true
    } finally {
      // A listener threw: the other responses are finished in the next tick, and the connection gets its deadline.
      if (!isSettled) process.nextTick(settleAgain, this)
    }
    // Responses wait for the client: nothing more is read.
    if (responses.current !== null && (this.socket.writableNeedDrain ? responses.isFull : responses.isCrowded)) this.port.pause(Pause.OUTPUT)
    if (this.state === State.active || isBetweenRequests(this.state)) this.updateDeadline()
  }

  /** A request or response is over, or a part of a request was received: sets the deadline of what the connection waits for now. */
  private updateDeadline(): void {
    const { timeouts, socket } = this
    const isRequestComplete = this.receiving === null && this.reader.parser.isBetweenMessages
    if (!isRequestComplete) {
      if (socket.writableEnded) timeouts.waitForClose()
      else timeouts.waitForRequest(this.receiving !== null)
    } else if (this.responses.current === null && this.state === State.active) {
      if (socket.writableEnded) {
        this.transition(Event.settled)
        timeouts.waitForClose()
      } else if (timeouts.waitForNextRequest()) {
        this.transition(Event.keepAlive)
        this.port.clearTimeout()
      } else this.transition(Event.settled)
    }
  }

  onUpgrade(rest: Uint8Array): void {
    receiveUpgrade(this, rest)
  }

  // Errors

  onError(error: Error): void {
    this.port.runInAsyncScope(this.onSocketError, this, error)
  }

  private onSocketError(error: Error): void {
    // The input that came before the error is read first.
    this.reader.finish()
    // The first error of a connection is an error of its client. After that, or after the last response, the socket only closes.
    if (isServing(this.state)) this.fail(error)
    else if (this.state === State.upgrading) this.upgrade!.stream!.onError(error)
  }

  /** The input is bad, or lost: nothing more can be read. */
  private fail(error: Error & { code?: string }): void {
    if (this.state === State.upgrading) {
      this.socket.destroy()
      return
    }
    if (this.server.listenerCount('clientError') > 0 && this.isReading) {
      this.transition(Event.fail)
      // As in Node, a listener that keeps the socket gets a second error when the time of the request is over.
      this.timeouts.waitForRequest(this.receiving !== null)
    }
    this.responses.uncork()
    this.host.counts.countError(error.code)
    this.report(error)
    this.responses.settle()
  }

  /** Emits `'clientError'`. Without a listener, sends a raw response and destroys the socket. */
  report(error: Error & { code?: string }): void {
    const { server, socket } = this
    this.watch?.failed(error)
    if (refused.hasSubscribers && error !== socket.errored) publishRefusal(server, socket, error, server.listenerCount('clientError') === 0 && this.takesRawResponse ? statusOf(error.code, this.host.fixed) : undefined)
    if (server.emit('clientError', error, socket)) {
      // If the listener has destroyed the socket, an error that follows is its own and is not reported.
      if (socket.destroyed && isServing(this.state)) this.transition(Event.last)
      else if (socket.writableEnded) this.timeouts.waitForClose()
      return
    }
    this.timeouts.clear()
    // The stream of an upgrade handler gets the same error when the socket is destroyed.
    if (this.state !== State.upgrading) this.transition(Event.last)
    if (this.takesRawResponse) socket.write(rawErrorResponse(error.code, this.host.fixed), 'latin1')
    // As in Node, responses that were sent before bad input after a body finish; without a body the error ends them too.
    if ((this.chunkFacts & ChunkFact.HAS_BODY) !== 0) this.responses.settle()
    socket.destroy(error)
  }

  /** True if a response without a request would be read as one by the client. */
  private get takesRawResponse(): boolean {
    return this.socket.writable && !this.responses.isAnswering
  }

  // The end of a side

  onEnd(): void {
    this.port.runInAsyncScope(this.onInputEnd, this)
  }

  private onInputEnd(): void {
    // The state is also `closed` if the program has emitted 'close' itself.
    if (this.state === State.failed || this.state === State.closed) this.socket.end()
    else if (this.state === State.upgrading) {
      // The rest of the body will not come. The request gets that error when the socket closes.
      this.upgrade!.stream!.onEnd()
      this.socket.end()
    } else if (this.isReading) this.readEnd()
  }

  private readEnd(): void {
    const error = this.reader.readEnd()
    if (error !== null) {
      this.fail(error)
      return
    }
    const { last } = this.responses
    // As in Node, a client that ends its side is taken to be gone, unless the server allows half-open connections.
    if (last !== null && this.server.httpAllowHalfOpen) this.final = last
    else this.socket.end()
  }

  removeFromServer(): void {
    this.timeouts.clear()
    this.host.connections.delete(this)
  }

  onClose(): void {
    if (this.state === State.closed) return
    // The input that came before is read first.
    this.reader.finish()
    const { responses, receiving } = this
    // The body of an answered request may be incomplete. That exchange is complete, so its signal must not abort. As in Node, no event tells that the rest
    // did not come, unless user code is reading it: it would wait forever.
    const isEndedHere = isEnding(this.state) && !this.socket.errored
    if (receiving !== null && !isEndedHere && isBeingRead(receiving) && !responses.isPending(receiving)) receiveAbort(receiving)
    this.transition(Event.close)
    this.dispose()
    this.upgrade?.stream?.destroy()
    this.abortResponses()
  }

  abortResponses(): void {
    this.host.counts.aborted += this.responses.abort()
    this.watch?.closed()
  }

  /** Frees what the connection holds. */
  dispose(): void {
    this.removeFromServer()
    const { counts } = this.host
    const { requests, bytesRead, bytesWritten } = this.stats
    counts.requests += requests
    counts.bytesRead += bytesRead
    counts.bytesWritten += bytesWritten
    this.reader.parser.free()
    removeParser(this.socket)
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
    if (isLast(res) || res === this.final || isEnding(this.state) || isClosedAfter) this.endAfterLast()
    else {
      this.responses.remove(res)
      if (this.port.isPaused && !this.responses.isFull) this.resumeInput()
      if (!this.reader.isWalking && !this.responses.isSettling && this.state === State.active) this.updateDeadline()
    }
  }

  /** Returns true if the connection ends after `res`, because the server drains. */
  private finishWatched(res: ServerResponse): boolean {
    const watch = this.watch!
    const isClosedAfter = res === this.responses.last && watch.isClosedAfter(res)
    watch.finished(res)
    return isClosedAfter
  }

  /** The last response has finished: ends the socket, after the current chunk if that has the body of its request. */
  private endAfterLast(): void {
    // How the socket of an upgrade ends is not decided here.
    if (this.state === State.upgrading || this.state === State.handedOver) return
    const isBodyComplete = this.receiving === null
    // A peer that closes takes the connection with it, so the rest of the chunk is read first.
    const isChunkFirst = !isBodyComplete && this.reader.isWalking && this.state !== State.closed
    // The rest of the request's body has a reader, or is thrown away as it comes.
    if (this.state !== State.closed) this.transition(isBodyComplete ? Event.last : isChunkFirst ? Event.lastInChunk : Event.lastEarly)
    // Otherwise the end of a Duplex would never be read.
    if (this.port.isPaused) this.resumeInput()
    if (!isChunkFirst) this.endSocket()
  }

  private endSocket(): void {
    const { socket } = this
    if (isDraining(this)) {
      endDraining(this)
      return
    }
    endSocket(socket)
    if (!socket.destroyed) this.timeouts.waitForClose()
  }

  /** Responses no longer hold the input back. The reader of a body may still do that, unless its request is complete. */
  private resumeInput(): void {
    this.port.resume(this.receiving === null ? Pause.OUTPUT | Pause.BODY : Pause.OUTPUT)
  }
}

// Callbacks that are called with the connection, so that none is made for each.

function settleAgain(connection: ServerConnection): void {
  connection.settle()
}

function finishPausedResponses(connection: ServerConnection): void {
  connection.finishPausedResponses()
}

function resumeReader(connection: ServerConnection): void {
  connection.resumeReader()
}
