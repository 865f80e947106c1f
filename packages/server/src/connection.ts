/**
 * ServerConnection: one socket of a server. It makes requests of what the parser reads, hands them out and lets the
 * responses leave in order.
 *
 * It lives as long as its socket and listens to it once; requests attach to it. Time is in timed-connection.ts, the
 * ends of a connection are in ending-connection.ts.
 */
import { Field, HEAD_SIZE, HeadFlag, lineOf, methodName, spansOf, textOf, TRAILERS_SIZE, type ParseError, type Tape } from '@layered-http/parser'
import { CLOSE_LINE, firstValue, hasToken } from '@layered-http/headers'
import type { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import { connectMessage, discardBody, drainMessage, endSocket, hasUndeliveredData, type IncomingConnection, isConsumed, isLast, type OutgoingConnection, receiveBody, receiveEnd, receiveHead, receiveTrailers, setKeepAliveLine, setWriteOptions, skipBody } from '@layered-http/streams/port'
import { requestStart, responseFinish } from './channels.js'
import { NO_DEADLINE } from './deadlines.js'
import { EndingConnection } from './ending-connection.js'
import { InputGate, Pause } from './input-gate.js'
import { kKeepAliveHeader, type ConnectionHost } from './host.js'
import { MAX_QUEUED_OUTPUT } from './limits.js'
import { refuseDropped, refuseExpectation, refuseWithoutHost } from './reject.js'
import { Continue, kContinue, type ServerResponse } from './response.js'
import { attach, type ServedSocket, type SocketOwner } from './served-socket.js'

const HTTP_1_1 = (1 << 8) | 1

export class ServerConnection extends EndingConnection implements IncomingConnection, OutgoingConnection, SocketOwner {
  readonly closesFinished = true
  /** Requests so far. */
  private requests = 0
  /** The last response has left while the chunk with the body of its request is read: the socket ends behind that. */
  private endsWithChunk = false
  /** No request has been handled in the async scope that runs now. */
  private ownsScope = true
  private readonly gate: InputGate

  constructor(server: ConnectionHost, socket: ServedSocket) {
    super(server, socket)
    this.gate = new InputGate(socket)
    attach(socket, this, this.parser, server)
  }

  // Reading

  override read(chunk: Uint8Array): void {
    // As Node: answers wait for one before them, and this chunk is still read: it may be what that one waits for.
    if (this.responses.current !== null && this.responses.backlog >= MAX_QUEUED_OUTPUT) this.gate.pause(Pause.OUTPUT)
    this.hasReadBody = false
    this.ownsScope = true
    this.context.runInAsyncScope(super.read, this, chunk)
  }

  protected onChunkEnd(error: ParseError | null): void {
    const isReported = error !== null && (this.isOpen || this.endsWithChunk)
    if (this.endsWithChunk) this.endAfterLast()
    if (isReported) this.fail(error)
    else if (this.upgrading !== null && this.state === 'active') this.leave(this.upgrading)
    else this.settle()
  }

  protected onHead(tape: Tape, at: number): void {
    if (!this.ownsScope) {
      // What the handler of another request of the chunk has entered must not be seen by this one's.
      this.ownsScope = true
      this.context.runInAsyncScope(this.onHead, this, tape, at)
      return
    }
    this.ownsScope = false
    const { events } = tape
    const { server, socket } = this
    const text = textOf(tape, at)
    const spans = spansOf(tape, at, HEAD_SIZE)
    const flags = events[at + Field.FLAGS]!
    const version = events[at + Field.VERSION]!
    const method = methodName(events[at + Field.CODE]!)
    const url = lineOf(tape, at, text)
    this.transition('head')
    this.deadline = NO_DEADLINE
    this.putTimerBack()

    const req = new server.IncomingMessage(socket)
    receiveHead(req, this, { version, text, spans })
    if (server.joinDuplicateHeaders !== undefined) req.joinDuplicateHeaders = server.joinDuplicateHeaders
    req.method = method
    req.url = url
    this.receiving = req
    if ((flags & HeadFlag.UPGRADE) !== 0 && this.takesOver(req)) return

    const res = new server.ServerResponse(req)
    const max = server.maxRequestsPerSocket
    connectMessage(res, this)
    setWriteOptions(res, this.rules)
    setKeepAliveLine(res, ++this.requests >= max && max > 0 ? CLOSE_LINE : server[kKeepAliveHeader]())
    res.shouldKeepAlive = (flags & HeadFlag.KEEP_ALIVE) !== 0
    this.responses.add(res)
    if (this.isAnotherAhead) this.responses.cork()
    if (requestStart.hasSubscribers) requestStart.publish({ request: req, response: res, socket, server })

    if (version === HTTP_1_1 && server.requireHostHeader && firstValue(text, spans, 'host') === undefined) {
      refuseWithoutHost(res)
      return
    }
    if (max > 0 && this.requests > max) {
      server.emit('dropRequest', req, socket)
      refuseDropped(res)
      return
    }
    if (server.optimizeEmptyRequests && announcesNoBody(text, spans)) skipBody(req)
    if (version === HTTP_1_1) {
      // With several, all of them count; a second look costs only those who sent one.
      if (firstValue(text, spans, 'expect') !== undefined && this.onExpect(req.headers['expect'] as string, req, res)) return
    }
    server.emit('request', req, res)
  }

  /** Whether an Expect header was answered without a `'request'` event (RFC 9110 section 10.1.1). */
  private onExpect(expect: string, req: IncomingMessage, res: ServerResponse): boolean {
    const { server } = this
    if (hasToken(expect, '100-continue')) {
      res[kContinue] = Continue.AWAITED
      if (server.emit('checkContinue', req, res)) return true
      res.writeContinue()
      return false
    }
    if (!server.emit('checkExpectation', req, res)) refuseExpectation(res)
    return true
  }

  protected onBody(chunk: Uint8Array, start: number, end: number): void {
    const piece = start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end)
    const req = this.receiving
    if (req === null) return
    this.hasReadBody = true
    if (!receiveBody(req, piece)) this.gate.pause(Pause.BODY)
    // As Node: a reader has had a piece before the next is pushed, and before the request is complete; and what was scheduled by then runs
    // before the request behind the body is handed out, or bad input there is reported.
    if (this.isMoreAhead && (hasUndeliveredData(req) || this.isBadAhead || this.isAnotherAhead) && !this.socket.destroyed) {
      this.hold()
      process.nextTick(settleHeld, this)
    }
  }

  protected onTrailers(tape: Tape, at: number): void {
    const text = textOf(tape, at)
    if (this.receiving !== null) receiveTrailers(this.receiving, { text, spans: spansOf(tape, at, TRAILERS_SIZE) })
  }

  protected onComplete(): void {
    const req = this.receiving
    this.receiving = null
    this.requestStart = 0
    // Behind the last response, the deadline is that of the other side's end.
    if (this.state === 'ending') this.transition('bodyEnd')
    else this.deadline = NO_DEADLINE
    if (req !== null) receiveEnd(req)
  }

  /** What is due runs while a walk is held; answers that were given before the body was read are part of it. */
  settleHeld(): void {
    this.settleAnswered()
    queueMicrotask(() => process.nextTick(goOnHeld, this))
  }

  /** Goes on with the walk. What the body's reader has answered meanwhile is finished before bad input behind the body is met. */
  goOnHeld(): void {
    this.settleAnswered()
    this.goOn()
  }

  private settleAnswered(): void {
    // The last response would end the connection, and a peer that closes then takes the rest of this chunk with it.
    const { last } = this.responses
    if (last !== null && !isLast(last)) this.responses.settle()
  }

  // Writing

  willFinish(message: OutgoingMessage): boolean {
    if (message !== this.responses.current) return false
    if (this.responses.isSettling) return true
    if (!this.isWalking) return false
    this.responses.keepContext(message as ServerResponse)
    return true
  }

  outputQueued(message: OutgoingMessage, bytes: number): void {
    this.responses.queued(message as ServerResponse, bytes)
  }

  /** After a walk: finishes the responses that ended in it, then decides what the connection waits for. */
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
    // They wait for the client: nothing more is read.
    if (this.socket.writableNeedDrain && responses.backlog >= MAX_QUEUED_OUTPUT) this.gate.pause(Pause.OUTPUT)
    if (this.state === 'active' || this.state === 'idle') this.setDeadline()
  }

  isExchangeComplete(message: IncomingMessage): boolean {
    return this.state !== 'closed' && message !== this.upgrading && !this.responses.isPending(message)
  }

  messageFinished(message: OutgoingMessage): void {
    const res = message as ServerResponse
    const { socket } = this
    if (responseFinish.hasSubscribers) responseFinish.publish({ request: res.req, response: res, socket, server: this.server })
    if (!isConsumed(res.req)) discardBody(res.req)
    res.detachSocket(socket)
    if (isLast(res) || res === this.final || this.state === 'closing' || this.state === 'ending') {
      // An upgrade handler may own the socket by now: how it ends is not decided here any more.
      if (this.state === 'leaving' || this.state === 'handedOver') return
      // The rest of the request's body still has a reader, or is thrown away as it comes.
      if (this.state !== 'closed') this.transition(this.receiving === null ? 'last' : 'lastEarly')
      // Else the end of a Duplex would never be read.
      if (this.gate.isPaused) this.resumeInput()
      // The rest of the chunk is read first: a peer that closes takes the connection with it.
      if (this.isWalking && this.receiving !== null) this.endsWithChunk = true
      else this.endAfterLast()
      return
    }
    this.responses.remove(res)
    if (this.gate.isPaused && this.responses.backlog < MAX_QUEUED_OUTPUT) this.resumeInput()
    if (!this.isWalking && !this.responses.isSettling && this.state === 'active') this.setDeadline()
  }

  /** Ends the connection behind its last response. */
  private endAfterLast(): void {
    this.endsWithChunk = false
    endSocket(this.socket)
    if (!this.socket.destroyed) this.setClosingDeadline()
  }

  /** Output holds input back no more. The reader of a body may still do; that of a request that came whole does not. */
  private resumeInput(): void {
    this.gate.resume(this.receiving === null ? Pause.OUTPUT | Pause.BODY : Pause.OUTPUT)
  }

  // The socket's events

  resumeReading(): void {
    this.gate.resume(Pause.BODY)
  }

  onDrain(): void {
    if (this.responses.current !== null) drainMessage(this.responses.current)
  }
}

function settleAgain(connection: ServerConnection): void {
  connection.settle()
}

function settleHeld(connection: ServerConnection): void {
  connection.settleHeld()
}

function goOnHeld(connection: ServerConnection): void {
  connection.goOnHeld()
}

/** Whether a head announces no body: neither a length nor a coding (RFC 9112 section 6.3). */
function announcesNoBody(text: string, spans: readonly number[]): boolean {
  return firstValue(text, spans, 'content-length') === undefined && firstValue(text, spans, 'transfer-encoding') === undefined
}
