/** ClientRequest: options in, a socket from the agent, the request line and headers out. */
import { AsyncResource } from 'node:async_hooks'
import { finished, type Duplex } from 'node:stream'
import { Agent, type ConnectionOptions, type PooledRequest } from '@layered-http/agent'
import { isToken } from '@layered-http/headers'
import { DEFAULT_MAX_HEADER_SIZE } from '@layered-http/parser'
import { codedError, connectionReset, defineConstructor, invalidArgType, invalidArgValue, validateFunction, validateInteger, validateTimeout } from '@layered-http/shared'
import { buildHead, closeMessage, eachHeader, kHead, OutgoingMessage, type HeadersInit, type IncomingMessage, type PendingWrite } from '@layered-http/streams'
import { connectionOf } from './connection.js'
import { getGlobalAgent } from './global-agent.js'
import { mergeOptions, type RequestOptions } from './options.js'
import { kSecondTry } from './second-try.js'

/** Methods whose requests usually have no body: nothing is announced for one unless the user does (RFC 9110 section 9.3). */
const BODILESS_METHODS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])

/** Anything but `!` to `~` and obs-text: white space and control characters would end the request line early. */
const INVALID_PATH_CHAR = /[^\x21-\xff]/

/** Called once, with the response. */
export type ResponseListener = (response: IncomingMessage) => void

/** What an agent must offer to a request. */
interface AgentLike {
  addRequest(request: PooledRequest, options: ConnectionOptions): void
  readonly defaultPort?: number
  readonly protocol?: string
  readonly keepAlive?: boolean
  readonly maxSockets?: number
}

const kPath = Symbol('path')
/** Headers in array form: sent as they are. */
const kRawHeaders = Symbol('raw headers')
const kFailed = Symbol('error was reported')
/** The agent has answered, and the answer takes effect in the next turn. */
const kSocketDue = Symbol('socket is due')
/** The async context of `request()`: sockets are shared, and their events come in the context of whoever opened them. */
export const kContext = Symbol('async context')

class ClientRequestMethods extends OutgoingMessage {
  declare method: string
  declare host: string
  declare protocol: string
  declare agent: AgentLike | null
  declare socketPath: string | undefined
  declare timeout: number | undefined
  declare maxHeaderSize: number
  declare joinDuplicateHeaders: boolean | undefined
  /** The socket served a request before. */
  declare reusedSocket: boolean
  declare res: IncomingMessage | null
  declare upgradeOrConnect: boolean
  /** `abort()` was called. */
  declare aborted: boolean
  declare serverKeepAlive: string | undefined
  declare [kPath]: string
  declare [kRawHeaders]: HeadersInit | undefined
  declare [kFailed]: boolean
  declare [kSocketDue]: boolean
  declare [kSecondTry]: readonly PendingWrite[] | null
  declare [kContext]: AsyncResource

  /** A request's body cannot end with the connection: the response needs it. */
  override get closesToEndBody(): boolean {
    return false
  }

  /** Target of the request. Setting it checks it again: what is sent cannot end the request line early. */
  get path(): string {
    return this[kPath]
  }
  set path(path: string) {
    checkPath(path)
    this[kPath] = path
  }

  override _implicitHeader(): void {
    if (this[kHead] !== null) throw codedError(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot render headers after they are sent to the client')
    buildHead(this, `${this.method} ${this[kPath]} HTTP/1.1\r\n`, this[kRawHeaders])
  }

  /** @internal the agent's answer: a socket, or why there is none */
  onSocket(socket: Duplex | null, error?: Error): void {
    this[kSocketDue] = true
    // In a turn of its own: whoever made the request adds listeners and a body first.
    process.nextTick(inContext, this, requestOnSocket, socket, error)
  }

  override _destroyUnsent(): void {
    // With a socket due, or a createConnection that has not answered, the answer brings the news. A request that waits
    // for its turn in a pool is not kept waiting.
    if (!this[kSocketDue] && this.agent !== null) process.nextTick(endUnsent, this)
  }

  /** Deprecated: `destroy()`, without the error if there is no socket yet. */
  abort(): void {
    if (this.aborted) return
    this.aborted = true
    process.nextTick(emitAbort, this)
    this.destroy()
  }

  /** TCP_NODELAY on the socket, now or as soon as there is one. */
  setNoDelay(noDelay = true): void {
    this.whenConnected((socket) => socket.setNoDelay?.(noDelay))
  }

  /** TCP keep-alive on the socket, now or as soon as there is one. */
  setSocketKeepAlive(enable = false, initialDelay = 0): void {
    this.whenConnected((socket) => socket.setKeepAlive?.(enable, initialDelay))
  }

  /** @internal reports an error, at most once */
  fail(error: Error): void {
    if (this[kFailed]) return
    this[kFailed] = true
    this.emit('error', error)
  }

  /** @internal the last event */
  close(): void {
    closeMessage(this)
  }

  private whenConnected(act: (socket: import('node:net').Socket) => void): void {
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

export const ClientRequest = defineConstructor<ClientRequestConstructor>(
  ClientRequestMethods,
  function ClientRequest(
    this: ClientRequestMethods,
    input: string | URL | RequestOptions,
    options?: RequestOptions | ResponseListener | null,
    listener?: ResponseListener,
  ): void {
    ;(OutgoingMessage as unknown as (this: OutgoingMessage) => void).call(this)
    if (typeof options === 'function') {
      listener = options
      options = undefined
    }
    const merged = mergeOptions(input, options)
    const agent = chooseAgent(merged)
    const protocol = merged.protocol || agent?.protocol || 'http:'
    const expected = agent?.protocol || 'http:'
    if (protocol !== expected) throw codedError(TypeError, 'ERR_INVALID_PROTOCOL', `Protocol "${protocol}" not supported. Expected "${expected}"`)

    const path = merged.path ? String(merged.path) : '/'
    checkPath(path)
    const defaultPort = merged.defaultPort || agent?.defaultPort || 80
    const port = (merged.port = merged.port || defaultPort)
    const host = (merged.host = checkHost(merged.hostname, 'hostname') || checkHost(merged.host, 'host') || 'localhost')

    this[kPath] = path
    this[kFailed] = false
    this[kSocketDue] = false
    this.method = checkMethod(merged.method)
    this.host = host
    this.protocol = protocol
    this.agent = agent
    this.socketPath = merged.socketPath
    this.timeout = merged.timeout === undefined ? undefined : validateTimeout(merged.timeout, 'timeout')
    this.maxHeaderSize = DEFAULT_MAX_HEADER_SIZE
    if (merged.maxHeaderSize !== undefined) {
      validateInteger(merged.maxHeaderSize, 'maxHeaderSize', 0)
      this.maxHeaderSize = merged.maxHeaderSize || DEFAULT_MAX_HEADER_SIZE
    }
    this.joinDuplicateHeaders = undefined
    this.reusedSocket = false
    this.res = null
    this.upgradeOrConnect = false
    this.aborted = false
    this.serverKeepAlive = undefined
    this[kSecondTry] = null
    this[kContext] = new AsyncResource('HTTPCLIENTREQUEST')
    this.useChunkedEncodingByDefault = !BODILESS_METHODS.has(this.method)
    this.shouldKeepAlive = agent !== null && (agent.keepAlive === true || Number.isFinite(agent.maxSockets ?? Infinity))
    if (listener !== undefined && listener !== null) {
      validateFunction(listener, 'callback')
      this.once('response', listener)
    }

    this[kRawHeaders] = takeHeaders(this, merged.headers)
    if (this[kRawHeaders] === undefined) addDefaultHeaders(this, merged, host, port, defaultPort)
    if (merged.signal) {
      abortWith(this, merged.signal)
      // The request destroys its socket; the socket need not listen as well.
      merged.signal = undefined
    }
    connect(this, merged, agent)
    // After the agent had its say: a proxy changes the head.
    if (this.getHeader('expect') !== undefined) this.flushHeaders()
  },
)

function chooseAgent(options: RequestOptions): AgentLike | null {
  const { agent } = options
  if (agent === false) return new Agent()
  if (agent === undefined || agent === null) return typeof options.createConnection === 'function' ? null : (getGlobalAgent() as AgentLike)
  if (typeof (agent as AgentLike).addRequest !== 'function') {
    throw invalidArgType('options.agent', ['Agent-like Object', 'undefined', 'or false'], agent)
  }
  return agent as AgentLike
}

function checkMethod(method: string | undefined): string {
  if (method === undefined || method === null || method === '') return 'GET'
  if (typeof method !== 'string') throw invalidArgType('options.method', 'string', method)
  if (!isToken(method)) throw codedError(TypeError, 'ERR_INVALID_HTTP_TOKEN', `Method must be a valid HTTP token ["${method}"]`)
  return method.toUpperCase()
}

function checkHost(host: unknown, name: string): string | undefined {
  if (host !== undefined && host !== null && typeof host !== 'string') {
    throw invalidArgType(`options.${name}`, ['string', 'undefined', 'null'], host)
  }
  return host ?? undefined
}

function checkPath(path: string): void {
  if (INVALID_PATH_CHAR.test(path)) throw codedError(TypeError, 'ERR_UNESCAPED_CHARACTERS', 'Request path contains unescaped characters')
}

/** Sets headers given as an object; answers headers given as a list, which are sent as they are. */
function takeHeaders(request: ClientRequest, headers: HeadersInit | undefined): HeadersInit | undefined {
  if (headers === undefined || headers === null) return undefined
  if (Array.isArray(headers)) {
    if (!Array.isArray(headers[0]) && headers.length % 2 !== 0) throw invalidArgValue('options.headers', headers, 'is invalid', '[Array]')
    return headers
  }
  eachHeader(headers, (name, value) => request.setHeader(name, value!))
  return undefined
}

function addDefaultHeaders(request: ClientRequest, options: RequestOptions, host: string, port: number, defaultPort: number): void {
  if (options.setHost !== false && !request.hasHeader('host')) {
    const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
    request.setHeader('Host', Number(port) === defaultPort ? name : `${name}:${port}`)
  }
  if (options.auth && !request.hasHeader('authorization')) {
    request.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`)
  }
}

function connect(request: ClientRequest, options: RequestOptions, agent: AgentLike | null): void {
  if (agent !== null) {
    agent.addRequest(request, options as ConnectionOptions)
    return
  }
  let called = false
  const onCreate = (error: Error | null, socket?: Duplex): void => {
    if (called) return
    called = true
    request.onSocket(socket ?? null, error ?? undefined)
  }
  const created = options.createConnection!(options as ConnectionOptions, onCreate)
  if (created) onCreate(null, created)
}

function abortWith(request: ClientRequest, signal: AbortSignal): void {
  const abort = (): void => {
    const error = Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { code: 'ABORT_ERR' })
    error.name = 'AbortError'
    request.destroy(error)
  }
  if (signal.aborted) {
    process.nextTick(abort)
    return
  }
  signal.addEventListener('abort', abort, { once: true })
  request.once('close', () => signal.removeEventListener('abort', abort))
}

function inContext<Args extends unknown[]>(request: ClientRequest, act: (request: ClientRequest, ...args: Args) => void, ...args: Args): void {
  request[kContext].runInAsyncScope(act, undefined, request, ...args)
}

function requestOnSocket(request: ClientRequest, socket: Duplex | null, error: Error | undefined): void {
  if (error || request.destroyed || socket === null) {
    request.destroyed = true
    if (giveBack(request, socket)) endUnsent(request, error)
    else finished(socket!.destroy(request.errored ?? undefined), (socketError) => endUnsent(request, error ?? request.errored ?? failureOf(socketError)))
    return
  }
  if (request.timeout !== undefined) (socket as import('node:net').Socket).setTimeout?.(request.timeout)
  connectionOf(socket).attach(request)
}

function emitAbort(request: ClientRequest): void {
  request.emit('abort')
}

/** The end of a request that never had a socket: its error, unless it was aborted, and `'close'`. */
function endUnsent(request: ClientRequest, error?: Error): void {
  const reason = error ?? request.errored
  if (reason) request.fail(reason)
  else if (!request.aborted) request.fail(connectionReset('socket hang up'))
  request.close()
}

/** Whether a socket that came too late needs no end of its own: there is none, or others of the pool may use it. */
function giveBack(request: ClientRequest, socket: Duplex | null): boolean {
  if (socket === null) return true
  if (request.agent === null || request.errored || socket.destroyed) return false
  ;(socket as { _httpMessage?: ClientRequest })._httpMessage = request
  socket.emit('free')
  return true
}

/** Why a socket failed; that it closed without having ended is no failure here. */
function failureOf(error: (Error & { code?: string }) | null | undefined): Error | undefined {
  return error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE' ? error : undefined
}
