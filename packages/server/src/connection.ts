/**
 * ServerConnection: one socket of a server. It makes requests of what the parser reads, hands them out and lets the
 * responses leave in order.
 *
 * It lives as long as its socket and listens to it once; requests attach to it.
 */
import type { Socket } from 'node:net'
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
  addListeners,
  closeMessage,
  drainMessage,
  dumpIncoming,
  endSocket,
  kCarrier,
  kKeepAliveLine,
  kLast,
  receiveAbort,
  receiveBody,
  receiveEnd,
  receiveHead,
  receiveTrailers,
  removeListeners,
  type Carrier,
  type IncomingMessage,
  type OutgoingMessage,
  type SocketListeners,
} from '@layered-http/streams'
import { codedError } from '@layered-http/shared'
import { requestStart, responseFinish } from './channels.js'
import { nextState, type ConnectionEvent, type ConnectionState } from './connection-state.js'
import { NO_DEADLINE, type Expiring } from './deadlines.js'
import { kDeadlines, kKeepAliveHeader, type ConnectionHost } from './host.js'
import { MAX_QUEUED_OUTPUT } from './limits.js'
import { rejection } from './reject.js'
import type { ServerResponse } from './response.js'
import { ResponseQueue } from './response-queue.js'

const kConnection = Symbol('server connection')

/** Names under which libraries find the HTTP side of a socket. */
interface SocketNames {
  parser?: Parser | null
}

/** A socket that carries a connection of ours. */
type ServedSocket = Socket & { [kConnection]?: ServerConnection } & SocketNames

const HTTP_1_1 = (1 << 8) | 1

export class ServerConnection extends TapeReader implements Carrier, Expiring {
  deadline = NO_DEADLINE
  private state: ConnectionState = 'idle'
  /** The request whose body is still coming. */
  private receiving: IncomingMessage | null = null
  private readonly responses: ResponseQueue
  /** The request that offered another protocol and whose offer will be taken. */
  private upgrading: IncomingMessage | null = null
  /** When the first byte of the request being received came; 0 while there is none. */
  private requestStart = 0
  private paused = false

  constructor(
    private readonly server: ConnectionHost,
    private readonly socket: ServedSocket,
  ) {
    super(new Parser(MessageType.REQUEST, { maxHeaderSize: server.maxHeaderSize }))
    this.responses = new ResponseQueue(socket)
    socket[kConnection] = this
    socket.parser = this.parser
    ;(socket as { server?: unknown }).server ??= server
    socket.setEncoding = refuseEncoding
    addListeners(socket, LISTENERS)
    if (server.timeout > 0) socket.setTimeout?.(server.timeout)
    const deadlines = server[kDeadlines]
    deadlines.add(this)
    this.requestStart = Date.now()
    deadlines.set(this, this.requestStart, server.headersTimeout)
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

  protected get isOpen(): boolean {
    return this.state === 'idle' || this.state === 'active'
  }

  protected onChunkEnd(error: ParseError | null): void {
    if (error !== null && this.isOpen) this.fail(error)
    else this.settle()
  }

  protected onHead(tape: Tape, at: number): void {
    const { events } = tape
    const { server, socket } = this
    const text = textOf(tape, at)
    const spans = spansOf(tape, at, HEAD_SIZE, text)
    const flags = events[at + Field.FLAGS]!
    const version = events[at + Field.VERSION]!
    this.transition('head')
    this.deadline = NO_DEADLINE

    const req = new server.IncomingMessage(socket)
    receiveHead(req, this, version, text, spans)
    req.method = methodName(events[at + Field.CODE]!)
    req.url = text.slice(events[at + Field.LINE_START], events[at + Field.LINE_END])
    this.receiving = req
    if ((flags & HeadFlag.UPGRADE) !== 0 && this.takesOver(req)) return

    const res = new server.ServerResponse(req)
    res[kCarrier] = this
    res[kKeepAliveLine] = server[kKeepAliveHeader]()
    res.shouldKeepAlive = (flags & HeadFlag.KEEP_ALIVE) !== 0
    this.responses.add(res)
    if (this.isAnotherAhead) this.responses.cork()
    if (requestStart.hasSubscribers) requestStart.publish({ request: req, response: res, socket, server })

    if (version === HTTP_1_1) {
      if (server.requireHostHeader && firstValue(text, spans, 'host') === undefined) {
        res.writeHead(400, { Connection: 'close' })
        res.end()
        return
      }
      const expect = firstValue(text, spans, 'expect')
      if (expect !== undefined && this.onExpect(expect, req, res)) return
    }
    server.emit('request', req, res)
  }

  /** Whether an Expect header was answered without a `'request'` event (RFC 9110 section 10.1.1). */
  private onExpect(expect: string, req: IncomingMessage, res: ServerResponse): boolean {
    const { server } = this
    if (hasToken(expect, '100-continue')) {
      if (server.emit('checkContinue', req, res)) return true
      res.writeContinue()
      return false
    }
    if (!server.emit('checkExpectation', req, res)) {
      res.writeHead(417)
      res.end()
    }
    return true
  }

  protected onBody(chunk: Uint8Array, start: number, end: number): void {
    const piece = start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end)
    if (this.receiving !== null && !receiveBody(this.receiving, piece)) this.pause()
  }

  protected onTrailers(tape: Tape, at: number): void {
    const text = textOf(tape, at)
    if (this.receiving !== null) receiveTrailers(this.receiving, text, spansOf(tape, at, TRAILERS_SIZE, text))
  }

  protected onComplete(): void {
    const req = this.receiving
    this.receiving = null
    this.requestStart = 0
    this.deadline = NO_DEADLINE
    if (req !== null) receiveEnd(req)
  }

  /** Whether the request leaves HTTP: CONNECT always does, an upgrade when somebody listens for it. */
  private takesOver(req: IncomingMessage): boolean {
    req.upgrade = req.method === 'CONNECT' || this.server.listenerCount('upgrade') > 0
    if (req.upgrade) this.upgrading = req
    return req.upgrade
  }

  /** Where the bytes stop being HTTP, if the offer is taken; otherwise they are HTTP after all. */
  protected onUpgrade(rest: Uint8Array): void {
    const req = this.upgrading
    if (req === null) {
      this.declineUpgrade(rest)
      return
    }
    this.release()
    const event = req.method === 'CONNECT' ? 'connect' : 'upgrade'
    if (!this.server.emit(event, req, this.socket, rest)) this.socket.destroy()
  }

  /** Lets go of the socket: from here on it belongs to an upgrade handler. */
  private release(): void {
    const { socket } = this
    this.transition('handOver')
    removeListeners(socket, LISTENERS)
    // Back to the method of its class.
    delete (socket as Partial<ServedSocket>).setEncoding
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
    if (!this.paused && responses.queuedBytes >= MAX_QUEUED_OUTPUT) this.pause()
    if (this.isOpen) this.setDeadline()
  }

  messageFinished(message: OutgoingMessage): boolean {
    const res = message as ServerResponse
    const { socket } = this
    if (responseFinish.hasSubscribers) responseFinish.publish({ request: res.req, response: res, socket, server: this.server })
    dumpIncoming(res.req)
    res.detachSocket(socket)
    if (res[kLast] || this.state === 'closing') {
      // An upgrade handler may own the socket by now: how it ends is not decided here any more.
      if (this.state !== 'handedOver') {
        if (this.state !== 'closed') this.transition('last')
        endSocket(socket)
      }
      return true
    }
    this.responses.remove(res)
    if (this.paused) this.resumeReading()
    if (!this.isWalking && !this.responses.isSettling && this.state === 'active') this.setDeadline()
    return true
  }

  /** After a request or response is over: what is the connection waiting for, and until when? */
  private setDeadline(): void {
    const { server } = this
    if (this.receiving !== null) {
      if (this.requestStart === 0) this.requestStart = Date.now()
      server[kDeadlines].set(this, this.requestStart, server.requestTimeout)
    } else if (!this.parser.isBetweenMessages) {
      if (this.requestStart === 0) this.requestStart = Date.now()
      server[kDeadlines].set(this, this.requestStart, server.headersTimeout)
    } else if (this.responses.current === null && this.state === 'active') {
      this.transition('settled')
      if (server.keepAliveTimeout > 0) {
        server[kDeadlines].set(this, Date.now(), server.keepAliveTimeout + server.keepAliveTimeoutBuffer)
      }
    }
  }

  expire(): void {
    if (this.isIdle && this.requestStart === 0) {
      this.socket.destroy()
      return
    }
    this.fail(codedError(Error, 'ERR_HTTP_REQUEST_TIMEOUT', 'Request timeout'))
  }

  // The socket's events

  resumeReading(): void {
    if (!this.paused) return
    this.paused = false
    this.socket.resume()
  }

  private pause(): void {
    this.paused = true
    this.socket.pause()
  }

  onEnd(): void {
    if (!this.isOpen) return
    const error = this.readEnd()
    if (error !== null) {
      this.fail(error)
      return
    }
    const { last } = this.responses
    // As Node: a client that closes its side is taken to be gone, unless the server says that half-open is welcome.
    if (last !== null && this.server.httpAllowHalfOpen) last[kLast] = true
    else this.socket.end()
  }

  onDrain(): void {
    if (this.responses.current !== null) drainMessage(this.responses.current)
  }

  /** The socket was silent for as long as somebody allowed. Whoever listens decides; if nobody does it is destroyed. */
  onTimeout(): void {
    const { socket, server, receiving } = this
    // Between two requests the keep-alive deadline rules.
    if (this.state === 'idle' && this.requestStart === 0 && server.keepAliveTimeout > 0) return
    const wasHeard = [receiving?.emit('timeout', socket), this.responses.current?.emit('timeout', socket), server.emit('timeout', socket)]
    if (!wasHeard.includes(true)) socket.destroy()
  }

  onClose(): void {
    if (this.state === 'closed') return
    this.transition('close')
    this.forget()
    const unanswered = this.responses.clear()
    // An answered request can still be on its way in.
    if (this.receiving !== null && unanswered.at(-1)?.req !== this.receiving) receiveAbort(this.receiving)
    for (const res of unanswered) {
      receiveAbort(res.req)
      res.destroyed = true
      process.nextTick(closeMessage, res)
    }
  }

  /** The input is bad, late or lost: `'clientError'` decides, a raw reply and the end otherwise. */
  fail(error: Error & { code?: string }): void {
    if (!this.isOpen) return
    const { server, socket } = this
    this.transition('last')
    this.deadline = NO_DEADLINE
    if (server.listenerCount('clientError') > 0) {
      server.emit('clientError', error, socket)
      return
    }
    if (socket.writable && !this.responses.current?.headersSent) socket.write(rejection(error.code), 'latin1')
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

/** The parser reads bytes. */
function refuseEncoding(): never {
  throw codedError(Error, 'ERR_HTTP_SOCKET_ENCODING', 'Changing the socket encoding is not allowed per RFC7230 Section 3.')
}

/** One set of listeners for every socket; `this` is the socket. */
const LISTENERS: SocketListeners = {
  data(this: ServedSocket, chunk: Uint8Array) {
    this[kConnection]!.read(chunk)
  },
  end(this: ServedSocket) {
    this[kConnection]!.onEnd()
  },
  close(this: ServedSocket) {
    this[kConnection]!.onClose()
  },
  error(this: ServedSocket, error: Error) {
    this[kConnection]!.fail(error)
  },
  drain(this: ServedSocket) {
    this[kConnection]!.onDrain()
  },
  timeout(this: ServedSocket) {
    this[kConnection]!.onTimeout()
  },
}
