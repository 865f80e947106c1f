/**
 * ServerConnection: one socket of a server. It makes requests of what the parser reads, hands them out and lets the
 * responses leave in order.
 *
 * It lives as long as its socket and listens to it once; requests attach to it.
 */
import {
  Field,
  HEAD_SIZE,
  HeadFlag,
  MessageType,
  methodName,
  Parser,
  spansOf,
  TapeReader,
  textOf,
  TRAILERS_SIZE,
  type ParseError,
  type Tape,
} from '@layered-http/parser'
import { firstValue, hasToken } from '@layered-http/headers'
import {
  abortSignal,
  ANNOUNCES_CLOSE,
  closeMessage,
  drainMessage,
  dumpIncoming,
  isConsumed,
  endSocket,
  isReadLater,
  kCarrier,
  kKeepAliveLine,
  kLast,
  kRules,
  kStage,
  receiveAbort,
  receiveBody,
  receiveEnd,
  receiveHead,
  receiveTrailers,
  skipBody,
  Stage,
  type Carrier,
  type IncomingMessage,
  type OutgoingMessage,
  type OutgoingRules,
} from '@layered-http/streams'
import { codedError } from '@layered-http/shared'
import { requestStart, responseFinish } from './channels.js'
import { nextState, type ConnectionEvent, type ConnectionState } from './connection-state.js'
import { NO_DEADLINE, type Expiring } from './deadlines.js'
import { InputGate, Pause } from './input-gate.js'
import { kDeadlines, kKeepAliveHeader, kSetup, type ConnectionHost } from './host.js'
import { MAX_QUEUED_OUTPUT } from './limits.js'
import { refuseDropped, refuseExpectation, refuseWithoutHost, rejection } from './reject.js'
import { kAwaitsContinue, type ServerResponse } from './response.js'
import { ResponseQueue } from './response-queue.js'
import { attach, detach, type ServedSocket, type SocketOwner } from './served-socket.js'
import { UpgradeStream } from './upgrade.js'

const HTTP_1_1 = (1 << 8) | 1
const NO_BYTES = Buffer.alloc(0)
/** In place of a request's start: the keep-alive timeout is over, who listens has heard of it, and nobody destroyed the socket. */
const SILENCE_TOLD = -1

/** Whether bytes that come in a state are read. */
const READS: Readonly<Record<ConnectionState, boolean>> = { idle: true, active: true, failed: true, closing: false, leaving: true, handedOver: false, closed: false }

export class ServerConnection extends TapeReader implements Carrier, Expiring, SocketOwner {
  deadline = NO_DEADLINE
  private state: ConnectionState = 'idle'
  /** The request whose body is still coming. */
  private receiving: IncomingMessage | null = null
  private readonly responses: ResponseQueue
  /** The response behind which the connection ends because the client has closed its side, whatever the head says. */
  private final: ServerResponse | null = null
  /** The request that offered another protocol and whose offer will be taken. */
  private upgrading: IncomingMessage | null = null
  /** What its handler has in place of the socket while its body is still coming. */
  private upgradeStream: UpgradeStream | null = null
  /** Requests so far. */
  private requests = 0
  private readonly rules: OutgoingRules
  /** When the first byte of the request being received came; 0 or SILENCE_TOLD while there is none. */
  private requestStart = 0
  private readonly gate: InputGate

  constructor(
    private readonly server: ConnectionHost,
    private readonly socket: ServedSocket,
  ) {
    const { parser, rules } = server[kSetup]()
    super(new Parser(MessageType.REQUEST, parser))
    this.rules = rules
    this.responses = new ResponseQueue(socket)
    this.gate = new InputGate(socket)
    attach(socket, this, this.parser, server)
    if (server.timeout > 0) socket.setTimeout?.(server.timeout)
    const deadlines = server[kDeadlines]
    deadlines.add(this)
    this.requestStart = Date.now()
    deadlines.set(this, this.requestStart, this.headTimeout)
  }

  /** No request is under way. */
  get isIdle(): boolean {
    return this.state === 'idle' && this.parser.isBetweenMessages
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.socket.destroy()
  }

  // Reading

  override read(chunk: Uint8Array): void {
    // As Node: answers wait for one before them, and this chunk is still read: it may be what that one waits for.
    if (this.responses.current !== null && this.responses.backlog >= MAX_QUEUED_OUTPUT) this.gate.pause(Pause.OUTPUT)
    super.read(chunk)
  }

  protected get isOpen(): boolean {
    return READS[this.state]
  }

  protected onChunkEnd(error: ParseError | null): void {
    if (error !== null && this.isOpen) this.fail(error)
    else if (this.upgrading !== null && this.state === 'active') this.leave(this.upgrading)
    else this.settle()
  }

  protected onHead(tape: Tape, at: number): void {
    const { events } = tape
    const { server, socket } = this
    const text = textOf(tape, at)
    const spans = spansOf(tape, at, HEAD_SIZE)
    const flags = events[at + Field.FLAGS]!
    const version = events[at + Field.VERSION]!
    const method = methodName(events[at + Field.CODE]!)
    const url = text.slice(events[at + Field.LINE_START], events[at + Field.LINE_END])
    this.transition('head')
    this.deadline = NO_DEADLINE

    const req = new server.IncomingMessage(socket)
    receiveHead(req, this, version, text, spans)
    if (server.joinDuplicateHeaders !== undefined) req.joinDuplicateHeaders = server.joinDuplicateHeaders
    req.method = method
    req.url = url
    this.receiving = req
    if ((flags & HeadFlag.UPGRADE) !== 0 && this.takesOver(req)) return

    const res = new server.ServerResponse(req)
    const max = server.maxRequestsPerSocket
    res[kCarrier] = this
    res[kRules] = this.rules
    res[kKeepAliveLine] = ++this.requests >= max && max > 0 ? ANNOUNCES_CLOSE : server[kKeepAliveHeader]()
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
      res[kAwaitsContinue] = true
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
    if (!receiveBody(req, piece)) this.gate.pause(Pause.BODY)
    // As Node: a reader has had a piece before the next is pushed, and before the request is complete.
    if (this.isMoreAhead && isReadLater(req)) {
      this.hold()
      process.nextTick(settleHeld, this)
    }
  }

  protected onTrailers(tape: Tape, at: number): void {
    const text = textOf(tape, at)
    if (this.receiving !== null) receiveTrailers(this.receiving, text, spansOf(tape, at, TRAILERS_SIZE))
  }

  protected onComplete(): void {
    const req = this.receiving
    this.receiving = null
    this.requestStart = 0
    this.deadline = NO_DEADLINE
    if (req !== null) receiveEnd(req)
  }

  // Leaving HTTP

  /** Whether the request leaves HTTP: CONNECT always does, an upgrade when the server wants it. */
  private takesOver(req: IncomingMessage): boolean {
    req.upgrade = true
    if (req.method !== 'CONNECT' && !this.server.shouldUpgradeCallback(req)) {
      req.upgrade = false
      return false
    }
    this.upgrading = req
    return true
  }

  /** The upgrade's handler need not wait for a body that is still on its way. */
  private leave(req: IncomingMessage): void {
    const { server, socket } = this
    // Responses that ended leave before the other protocol begins.
    this.responses.settle()
    this.transition('leave')
    server[kDeadlines].delete(this)
    this.upgradeStream = new UpgradeStream(socket)
    if (!server.emit('upgrade', req, this.upgradeStream, NO_BYTES)) socket.destroy()
    // What nobody reads must not keep the other protocol's bytes back.
    else if (!isConsumed(req)) dumpIncoming(req)
  }

  /** Where the bytes stop being HTTP, if the offer is taken; otherwise they are HTTP after all. */
  protected onUpgrade(rest: Uint8Array): void {
    const { upgrading, upgradeStream } = this
    if (upgrading === null) {
      this.declineUpgrade(rest)
      return
    }
    if (upgradeStream !== null) {
      this.release()
      upgradeStream.relay(rest)
      return
    }
    this.responses.settle()
    const event = upgrading.method === 'CONNECT' ? 'connect' : 'upgrade'
    if (this.server.listenerCount(event) === 0) {
      this.socket.destroy()
      return
    }
    this.release()
    this.server.emit(event, upgrading, this.socket, rest)
  }

  /** What is due runs while a walk is held; answers that were given before the body was read are part of it. */
  settleHeld(): void {
    // With the last answer the connection would close, and the end of this body be lost.
    if (this.responses.last?.[kLast] === false) this.responses.settle()
    queueMicrotask(() => process.nextTick(() => this.goOn()))
  }

  /** Lets go of the socket: from here on it belongs to an upgrade handler. */
  private release(): void {
    const { socket } = this
    this.transition('handOver')
    detach(socket)
    this.forget()
  }

  // Writing

  looksAfter(message: OutgoingMessage): boolean {
    return (this.isWalking || this.responses.isSettling) && message === this.responses.current
  }

  /** After a walk: finishes the responses that ended in it, then decides what the connection waits for. */
  private settle(): void {
    const { responses } = this
    responses.settle()
    // They wait for the client: nothing more is read.
    if (this.socket.writableNeedDrain && responses.backlog >= MAX_QUEUED_OUTPUT) this.gate.pause(Pause.OUTPUT)
    if (this.state === 'active' || this.state === 'idle') this.setDeadline()
  }

  isOver(message: IncomingMessage): boolean {
    return this.state !== 'closed' && message !== this.upgrading && !this.responses.isPending(message)
  }

  messageFinished(message: OutgoingMessage): boolean {
    const res = message as ServerResponse
    const { socket } = this
    if (responseFinish.hasSubscribers) responseFinish.publish({ request: res.req, response: res, socket, server: this.server })
    if (!isConsumed(res.req)) dumpIncoming(res.req)
    res.detachSocket(socket)
    if (res[kLast] || res === this.final || this.state === 'closing') {
      // An upgrade handler may own the socket by now: how it ends is not decided here any more.
      if (this.state === 'leaving' || this.state === 'handedOver') return true
      if (this.state !== 'closed') this.transition('last')
      endSocket(socket)
      return true
    }
    this.responses.remove(res)
    // The body of a request that came whole is its reader's business alone.
    if (this.gate.isPaused && this.responses.backlog < MAX_QUEUED_OUTPUT) this.gate.resume(this.receiving === null ? Pause.OUTPUT | Pause.BODY : Pause.OUTPUT)
    if (!this.isWalking && !this.responses.isSettling && this.state === 'active') this.setDeadline()
    return true
  }

  /** After a request or response is over: what is the connection waiting for, and until when? */
  private setDeadline(): void {
    const { server } = this
    if (this.receiving !== null) {
      if (this.requestStart <= 0) this.requestStart = Date.now()
      server[kDeadlines].set(this, this.requestStart, server.requestTimeout)
    } else if (!this.parser.isBetweenMessages) {
      if (this.requestStart <= 0) this.requestStart = Date.now()
      server[kDeadlines].set(this, this.requestStart, this.headTimeout)
    } else if (this.responses.current === null && this.state === 'active') {
      this.transition('settled')
      if (server.keepAliveTimeout > 0) {
        server[kDeadlines].set(this, Date.now(), server.keepAliveTimeout + server.keepAliveTimeoutBuffer)
      }
    }
  }

  /** Time for a head: two limits hold for it. 0 is none. */
  private get headTimeout(): number {
    const { headersTimeout, requestTimeout } = this.server
    return headersTimeout > 0 && requestTimeout > 0 ? Math.min(headersTimeout, requestTimeout) : headersTimeout || requestTimeout
  }

  expire(): void {
    // Between two requests it is a silence like any other: everybody who listens hears of it, the socket's listeners too.
    if (this.isBetweenRequests) {
      this.socket.emit('timeout')
      this.requestStart = SILENCE_TOLD
    } else this.report(codedError(Error, 'ERR_HTTP_REQUEST_TIMEOUT', 'Request timeout'))
  }

  /** A request has been answered, and not a byte of another has come. */
  private get isBetweenRequests(): boolean {
    return this.isIdle && this.requestStart === 0
  }

  // The socket's events

  resumeReading(): void {
    this.gate.resume(Pause.BODY)
  }

  onEnd(): void {
    // Closed is also what somebody says to be closed who emits the event himself.
    if (this.state === 'failed' || this.state === 'closed') this.socket.end()
    // What is left of the body will not come; the request hears of it when the socket is closed.
    else if (this.state === 'leaving') {
      this.upgradeStream!.push(null)
      this.socket.end()
    }
    else if (this.isOpen) this.onInputEnd()
  }

  private onInputEnd(): void {
    const error = this.readEnd()
    if (error !== null) {
      this.fail(error)
      return
    }
    const { last } = this.responses
    // As Node: a client that closes its side is taken to be gone, unless the server says that half-open is welcome.
    if (last !== null && this.server.httpAllowHalfOpen) this.final = last
    else this.socket.end()
  }

  onDrain(): void {
    if (this.responses.current !== null) drainMessage(this.responses.current)
  }

  /** The socket was silent for as long as somebody allowed. Whoever listens decides; if nobody does it is destroyed. */
  onTimeout(): void {
    const { socket, server, receiving } = this
    // Between two requests the keep-alive deadline rules: it is cleared before it says so, and says so once.
    if (this.isBetweenRequests ? this.deadline !== NO_DEADLINE : this.requestStart === SILENCE_TOLD) return
    const wasHeard = [receiving?.emit('timeout', socket), this.responses.current?.emit('timeout', socket), server.emit('timeout', socket)]
    if (!wasHeard.includes(true)) socket.destroy()
  }

  onClose(): void {
    if (this.state === 'closed') return
    const { responses, receiving } = this
    // An answered request can still be on its way in. Its exchange is over, and so is its signal's time.
    // If it is this side that closed, behind its last response, the rest is not missed; as Node, no event says so.
    const isEndedHere = this.state === 'closing' && !this.socket.errored
    if (receiving !== null && !isEndedHere && !responses.isPending(receiving)) receiveAbort(receiving)
    this.transition('close')
    this.forget()
    this.upgradeStream?.destroy()
    for (const res of responses.clear()) {
      if (res[kStage] >= Stage.FINISHED) continue
      receiveAbort(res.req)
      res.destroyed = true
      process.nextTick(closeUnanswered, res)
    }
  }

  onError(error: Error): void {
    // The first error of a connection is its client's; the socket's own end follows.
    if (this.state === 'idle' || this.state === 'active') this.fail(error)
    else if (this.state === 'leaving') this.upgradeStream!.fail(error)
  }

  /** The input is bad, or lost: nothing more can be read. */
  private fail(error: Error & { code?: string }): void {
    if (this.state === 'leaving') {
      this.socket.destroy()
      return
    }
    if (this.server.listenerCount('clientError') > 0) this.transition('fail')
    const ended = this.responses.uncork()
    this.report(error)
    if (this.state === 'failed') this.responses.settle(ended)
  }

  /** `'clientError'` decides; without a listener a raw reply and the end. */
  private report(error: Error & { code?: string }): void {
    const { server, socket } = this
    this.deadline = NO_DEADLINE
    if (server.emit('clientError', error, socket)) return
    this.transition('last')
    if (socket.writable && !this.responses.current?.headersSent) socket.write(rejection(error.code, server.unknownMethodStatus), 'latin1')
    socket.destroy(error)
  }

  private forget(): void {
    this.deadline = NO_DEADLINE
    this.server[kDeadlines].delete(this)
    this.parser.free()
    this.socket.parser = null
  }

  private transition(event: ConnectionEvent): void {
    this.state = nextState(this.state, event)
  }
}

function settleHeld(connection: ServerConnection): void {
  connection.settleHeld()
}

/** The end of an exchange that the connection took with it. */
function closeUnanswered(res: ServerResponse): void {
  closeMessage(res)
  abortSignal(res.req)
}

/** Whether a head announces no body: neither a length nor a coding (RFC 9112 section 6.3). */
function announcesNoBody(text: string, spans: readonly number[]): boolean {
  return firstValue(text, spans, 'content-length') === undefined && firstValue(text, spans, 'transfer-encoding') === undefined
}
