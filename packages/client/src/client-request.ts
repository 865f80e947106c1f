/** ClientRequest: options in, a socket from the agent, the request line and headers out. */
import { AsyncResource } from 'node:async_hooks'
import { finished, type Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import type { ConnectionOptions } from '@layered-http/agent'
import type { Parser, ParserOptions } from '@layered-http/parser'
import { codedError, connectionReset, defineConstructor, validateInteger } from '@layered-http/shared'
import { type IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import { buildHead, closeMessage, discardBody, dropOutput, type PendingWrite, setKind, setWriteOptions } from '@layered-http/streams/port'
import { chooseAgent, defaultAgent, type AgentLike } from './agent-like.js'
import { requestCreated, requestError, requestStart } from './channels.js'
import { connectionOf, isEnding } from './connection.js'
import { buildListedHead, setHeaders } from './default-headers.js'
import { kContext, kLeniency, kStaleRetry } from './keys.js'
import { checkHost, checkMethod, checkPath, checkProtocol, checkSignal, checkSingle, checkTimeout, checkToken, checkValidation, leniencyOf, pathOf, rulesOf } from './option-checks.js'
import { readLayered, type HttpValidation, type RequestOptions } from './options.js'
import { kSecondTry } from './second-try.js'
import { readArguments } from './url-options.js'

/** Methods whose requests usually have no body: nothing is announced for one unless the user does (RFC 9110 section 9.3). */
const BODILESS_METHODS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])

/** Called once, with the response. */
export type ResponseListener = (response: IncomingMessage) => void

const kMethod = Symbol('method that was checked')
const kPath = Symbol('path')
const kServerKeepAlive = Symbol('Keep-Alive header of the response')
const kFailed = Symbol('error was reported')
/** The agent has answered, and the answer takes effect in the next turn. */
const kSocketDue = Symbol('socket is due')

class ClientRequestMethods extends OutgoingMessage {
  declare method: string
  declare host: string
  declare protocol: string
  /** The pool; undefined with a `createConnection` of one's own. */
  declare agent: AgentLike | undefined
  declare socketPath: string | undefined
  /** Only there when the option was given, milliseconds. */
  declare timeout: number | undefined
  declare maxHeaderSize: number | undefined
  /** Fields of the response's head; the rest is dropped. null for the parser's default of 1000, 0 for no limit. */
  declare maxHeadersCount: number | null
  declare insecureHTTPParser: boolean | undefined
  declare httpValidation: HttpValidation | undefined
  declare joinDuplicateHeaders: boolean | undefined
  /** The socket served a request before. */
  declare reusedSocket: boolean
  declare res: IncomingMessage | null
  declare upgradeOrConnect: boolean
  /** `abort()` was called. */
  declare aborted: boolean
  /** What reads the response, while a connection serves the request. */
  declare parser: Parser | null
  /** The socket's `'timeout'` listener on behalf of this request, null while there is none. */
  declare timeoutCb: (() => void) | null
  declare [kMethod]: string
  declare [kPath]: string
  declare [kFailed]: boolean
  declare [kSocketDue]: boolean
  declare [kSecondTry]: readonly PendingWrite[] | null
  declare [kContext]: AsyncResource
  declare [kLeniency]: ParserOptions | null
  declare [kStaleRetry]: boolean
  declare [kServerKeepAlive]: string | undefined

  /** @internal the response's Keep-Alive header, for the agent */
  get serverKeepAlive(): string | undefined {
    return this[kServerKeepAlive]
  }
  set serverKeepAlive(value: string | undefined) {
    this[kServerKeepAlive] = value
  }

  /** Target of the request. Setting it checks it again: what is sent cannot end the request line early. */
  get path(): string {
    return this[kPath]
  }
  set path(path: string) {
    this[kPath] = checkPath(path)
  }

  /** @internal the first line, from what has been checked */
  requestLine(): string {
    const { method } = this
    if (method !== this[kMethod]) this[kMethod] = checkToken(`${method}`)
    return `${this[kMethod]} ${this[kPath]} HTTP/1.1\r\n`
  }

  override _implicitHeader(): void {
    if (this.headersSent) throw codedError(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot render headers after they are sent to the client')
    buildHead(this, this.requestLine())
  }

  /** Takes the agent's answer: a socket, or why there is none. */
  onSocket(socket: Duplex | null, error?: Error | null): void {
    this[kSocketDue] = true
    // A socket may fail before it is used.
    if (socket !== null) connectionOf(socket)
    // In a turn of its own: whoever made the request adds listeners and a body first.
    process.nextTick(inContext, this, requestOnSocket, socket, error)
  }

  /**
   * Ends the request at once, whatever it is doing. Before the response `'error'` says why: `error`, or ECONNRESET. Afterwards the
   * response is aborted, and `'error'` comes only for an `error` given.
   */
  override destroy(error?: Error): this {
    if (this.destroyed) return this
    // What is still on its way is not wanted: nobody shall hear of it.
    if (this.res) discardBody(this.res)
    if (this.socket && isEnding(this.socket, this)) {
      // The exchange is over, and the socket on its way out: there is nothing left that could fail.
      this.destroyed = true
      return this
    }
    return super.destroy(error)
  }

  override _finish(): void {
    super._finish()
    if (requestStart.hasSubscribers) requestStart.publish({ request: this })
  }

  /** Deprecated: `destroy()`, without the error if there is no socket yet. */
  abort(): void {
    if (this.aborted) return
    this.aborted = true
    process.nextTick(emitAbort, this)
    this.destroy()
  }

  /**
   * Silence on the socket after which `'timeout'` is emitted, counted from the time it is connected; 0 for none. Nothing else
   * happens: destroying the request is the listener's business.
   *
   * @param milliseconds - at most 2^31-1; more is cut, with a TimeoutOverflowWarning
   * @param callback - called for the first `'timeout'`
   * @throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE
   */
  override setTimeout(milliseconds: number, callback?: () => void): this {
    const timeout = checkTimeout(milliseconds, 'msecs')
    if (callback) this.once('timeout', callback)
    if (this.destroyed) return this
    this.withSocket((socket) => {
      connectionOf(socket).hearTimeout(this)
      if (socket.connecting) socket.once('connect', () => socket.setTimeout?.(timeout))
      else socket.setTimeout?.(timeout)
    })
    return this
  }

  /** `setTimeout(0, callback)`. */
  clearTimeout(callback?: () => void): void {
    this.setTimeout(0, callback)
  }

  /** TCP_NODELAY on the socket, now or as soon as there is one. */
  setNoDelay(noDelay?: boolean): void {
    this.withSocket((socket) => socket.setNoDelay?.(noDelay))
  }

  /** TCP keep-alive on the socket, now or as soon as there is one. `initialDelay` in milliseconds. */
  setSocketKeepAlive(enable?: boolean, initialDelay?: number): void {
    this.withSocket((socket) => socket.setKeepAlive?.(enable, initialDelay))
  }

  /** @internal hands the response over; answers whether anybody takes it */
  deliver(response: IncomingMessage): boolean {
    return this.emit('response', response)
  }

  /** @internal reports an error, at most once */
  fail(error: Error): void {
    if (this[kFailed]) return
    this[kFailed] = true
    if (requestError.hasSubscribers) requestError.publish({ request: this, error })
    this.emit('error', error)
  }

  /** @internal the last event */
  close(): void {
    dropOutput(this)
    closeMessage(this)
  }

  private withSocket(act: (socket: Socket) => void): void {
    if (this.socket) act(this.socket)
    else this.once('socket', act)
  }
}

/** A request being sent. */
export type ClientRequest = ClientRequestMethods

export interface ClientRequestConstructor {
  new (input: string | URL | RequestOptions, options?: RequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest
  readonly prototype: ClientRequest
}

export const ClientRequest = defineConstructor<ClientRequestConstructor>(ClientRequestMethods, {
  ClientRequest: function (
    this: ClientRequestMethods,
    input: string | URL | RequestOptions,
    options?: RequestOptions | ResponseListener | null,
    callback?: ResponseListener,
  ): void {
    const { merged, listener } = readArguments(input, options, callback)
    ;(OutgoingMessage as unknown as (this: OutgoingMessage, options: RequestOptions) => void).call(this, merged)
    const agent = chooseAgent(merged)
    const path = merged.path ? pathOf(merged.path) : '/'
    const expected = (agent?.protocol || defaultAgent(merged).protocol) as string
    const protocol = merged.protocol || defaultAgent(merged).protocol
    checkProtocol(protocol, expected)
    const defaultPort = merged.defaultPort || agent?.defaultPort
    const port = (merged.port = merged.port || defaultPort || DEFAULT_PORT)
    const host = (merged.host = checkHost(merged.hostname, 'hostname') || checkHost(merged.host, 'host') || DEFAULT_HOST)
    if (merged.timeout !== undefined) this.timeout = merged.timeout = checkTimeout(merged.timeout, 'timeout')
    const { signal } = merged
    if (signal) checkSignal(signal)

    this[kPath] = path
    this[kFailed] = false
    this[kSocketDue] = false
    this[kMethod] = this.method = checkMethod(merged.method)
    this.host = host
    this.protocol = protocol
    this.agent = agent
    this.socketPath = merged.socketPath
    if (merged.maxHeaderSize !== undefined) validateInteger(merged.maxHeaderSize, 'maxHeaderSize', 0)
    this.maxHeaderSize = merged.maxHeaderSize
    this.maxHeadersCount = null
    checkValidation(merged)
    this.insecureHTTPParser = merged.insecureHTTPParser
    this.httpValidation = merged.httpValidation
    this.joinDuplicateHeaders = merged.joinDuplicateHeaders
    const extras = readLayered(merged.layered)
    checkSingle(extras)
    this[kLeniency] = leniencyOf(merged, extras)
    this[kStaleRetry] = Boolean(extras.staleRetry ?? agent?.options?.layered?.staleRetry)
    setWriteOptions(this, rulesOf(merged))
    this.reusedSocket = false
    this.res = null
    this.upgradeOrConnect = false
    this.aborted = false
    this[kServerKeepAlive] = undefined
    this.parser = null
    this[kSecondTry] = null
    this[kContext] = new AsyncResource('HTTPCLIENTREQUEST')
    this.timeoutCb = null
    this.useChunkedEncodingByDefault = !BODILESS_METHODS.has(this.method)
    this.shouldKeepAlive = agent !== undefined && (agent.keepAlive === true || Number.isFinite(agent.maxSockets ?? Infinity))
    if (listener) this.once('response', listener as ResponseListener)

    const expects = setHeaders(this, merged, { host, port, defaultPort })
    // The request destroys its socket; the socket need not listen as well.
    if (signal) delete merged.signal
    connect(this, merged, agent)
    buildListedHead(this, merged)
    if (requestCreated.hasSubscribers) requestCreated.publish({ request: this })
    // The answer to an expectation may decide whether there is a body (RFC 9110 section 10.1.1): the head goes first. But after the
    // agent had its say: a proxy changes the head.
    if (expects) this.flushHeaders()
    if (signal) abortWith(this, signal)
  },
})

setKind(ClientRequest.prototype, {
  // The response needs the connection.
  closesToEndBody: false,
  destroyUnsent(request: ClientRequest): void {
    // Mocks inherit from this class without its constructor: no event follows then, as in Node.
    if (request[kSocketDue] === undefined) return
    // A socket that is due reports it. Otherwise there is nothing to wait for: neither a turn in a pool nor a connection.
    if (!request[kSocketDue]) process.nextTick(request.agent === undefined ? closeUnsent : endUnsent, request)
  },
})

/** Where requests go that name no host. Source: Node. */
const DEFAULT_HOST = 'localhost'
/** Port of requests without an agent that names one (RFC 9110 section 4.2.1). */
const DEFAULT_PORT = 80

function connect(request: ClientRequest, options: RequestOptions, agent: AgentLike | undefined): void {
  if (agent !== undefined) {
    agent.addRequest(request, options as ConnectionOptions)
    return
  }
  let called = false
  const onCreate = (error: Error | null, socket?: Duplex): void => {
    if (called) return
    called = true
    request.onSocket(socket ?? null, error)
  }
  // To net.connect, `path` is that of a Unix socket.
  if (options.socketPath || options.path !== undefined) options.path = options.socketPath
  try {
    const created = options.createConnection!(options as ConnectionOptions, onCreate)
    if (created) onCreate(null, created)
  } catch (error) {
    onCreate(error as Error)
  }
}

function abortWith(request: ClientRequest, signal: AbortSignal): void {
  const abort = (): void => {
    const error = Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { code: 'ABORT_ERR' })
    error.name = 'AbortError'
    request.destroy(error)
  }
  if (signal.aborted) {
    abort()
    return
  }
  signal.addEventListener('abort', abort, { once: true })
  // It listens for 'error' as well, so that an abort without a listener of the user's is no uncaught exception, as in Node.
  finished(request as unknown as NodeJS.WritableStream, () => signal.removeEventListener('abort', abort))
}

function inContext<Args extends unknown[]>(request: ClientRequest, act: (request: ClientRequest, ...args: Args) => void, ...args: Args): void {
  const context: AsyncResource | undefined = request[kContext]
  // An object that inherits from the class without its constructor has none.
  if (context === undefined) act(request, ...args)
  else context.runInAsyncScope(act, undefined, request, ...args)
}

function requestOnSocket(request: ClientRequest, socket: Duplex | null, error: Error | null | undefined): void {
  if (error || request.destroyed || socket === null) {
    request.destroyed = true
    try {
      if (request.errored) request.fail(request.errored)
    } finally {
      if (giveBack(request, socket)) endUnsent(request, error)
      else finished(socket!.destroy(request.errored ?? undefined), (socketError) => endUnsent(request, error ?? request.errored ?? failureOf(socketError)))
    }
    return
  }
  const { timeout } = request
  // An agent's timeout is already on its sockets; that of a request is on those which were opened for it.
  if (timeout !== undefined && (socket as Socket).timeout !== timeout) (socket as Partial<Socket>).setTimeout?.(timeout)
  const connection = connectionOf(socket)
  if (timeout !== undefined || request.agent?.options?.timeout) connection.hearTimeout(request)
  connection.attach(request)
}

function emitAbort(request: ClientRequest): void {
  request.emit('abort')
}

/** The end of a request that never had a socket: its error, unless it was aborted, and `'close'`. */
function endUnsent(request: ClientRequest, error?: Error | null): void {
  const reason = error ?? request.errored ?? (request.aborted ? null : connectionReset('socket hang up'))
  failAndClose(request, reason)
}

/** The last two events of a request. Without a listener for `'error'` that is an exception; `'close'` comes all the same. */
function failAndClose(request: ClientRequest, reason: Error | null): void {
  try {
    if (reason !== null) request.fail(reason)
  } finally {
    request.close()
  }
}

/** Destroyed before `createConnection` has answered: nothing has failed yet, as with Node, and nothing will. */
function closeUnsent(request: ClientRequest): void {
  request[kFailed] = true
  request.close()
}

/** Whether a socket that came too late needs no end of its own: there is none, or others of the pool may use it. */
function giveBack(request: ClientRequest, socket: Duplex | null): boolean {
  if (socket === null) return true
  if (request.agent === undefined || request.errored || socket.destroyed) return false
  ;(socket as { _httpMessage?: ClientRequest })._httpMessage = request
  socket.emit('free')
  return true
}

/** Why a socket failed; that it closed without having ended is no failure here. */
function failureOf(error: (Error & { code?: string }) | null | undefined): Error | undefined {
  return error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE' ? error : undefined
}
