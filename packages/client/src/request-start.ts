/**
 * The start of an exchange: where the request goes, its first headers, and asking for a socket. A redirection starts another exchange of the same request.
 * What may live here: the steps that each exchange begins with.
 */
import type { Duplex } from 'node:stream'
import type { ConnectionOptions } from '@layered-http/agent'
import type { HeadersInit } from '@layered-http/headers'
import { codedError, describeReceived, HTTP_PORT, type Hidden } from '@layered-http/shared'
import { buildHead, initOutgoing } from '@layered-http/streams/port'
import type { AgentLike } from './agent-like.js'
import { exchangeOver, requestCreated } from './channels.js'
import { areSourcesUsed, askSource, currentSource } from './connection-source.js'
import { setHeaders, type Origin } from './default-headers.js'
import type { ServedRequest } from './exchange.js'
import type { ClientFamily } from './family.js'
import { checkToken } from './option-checks.js'
import { REQUEST_OPTIONS, type RequestOptions } from './options.js'
import { RequestEvent, transition, type RequestState } from './request-state.js'
import { applyExtras } from './watch/extras.js'

/** Where requests go that do not name a host. Source: Node. */
const DEFAULT_HOST = 'localhost'

/** Methods whose requests usually have no body: none is announced unless a header does (RFC 9110 section 9.3). */
const BODILESS_METHODS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])

/**
 * Gives a request that was redirected the fields of a new one, and sets where it goes.
 *
 * @throws as {@link setTarget}
 */
export function prepareExchange(state: RequestState, options: RequestOptions): Origin {
  const { request } = state
  initOutgoing(request, options)
  request.reusedSocket = false
  request.res = null
  request.upgradeOrConnect = false
  request.parser = null
  request.timeoutCb = null
  state.keptHead = null
  state.retryOutput = null
  return setTarget(state, options)
}

/**
 * Sets where a request goes.
 *
 * @param hidden - the first function that the stack of an error leaves out
 * @throws ERR_INVALID_ARG_TYPE, ERR_UNESCAPED_CHARACTERS, ERR_INVALID_PROTOCOL, ERR_INVALID_HTTP_TOKEN
 */
export function setTarget(state: RequestState, options: RequestOptions, hidden: Hidden = prepareExchange): Origin {
  const { request, family } = state
  const agent = chooseAgent(options, family, hidden)
  state.path = options.path ? REQUEST_OPTIONS.path.check(options.path, hidden) : '/'
  const expected = (agent?.protocol || defaultAgent(options, family).protocol) as string
  request.protocol = REQUEST_OPTIONS.protocol.check(options.protocol || defaultAgent(options, family).protocol, expected, hidden)
  const defaultPort = options.defaultPort || agent?.defaultPort
  const port = (options.port = options.port || defaultPort || HTTP_PORT)
  const host = (options.host = REQUEST_OPTIONS.hostname.check(options.hostname, hidden) || REQUEST_OPTIONS.host.check(options.host, hidden) || DEFAULT_HOST)
  // Here, to find the first mistake in Node's order.
  if (options.timeout !== undefined) options.timeout = REQUEST_OPTIONS.timeout.check(options.timeout, hidden)
  REQUEST_OPTIONS.signal.check(options.signal, hidden)
  state.method = request.method = REQUEST_OPTIONS.method.check(options.method, hidden)
  request.host = host
  request.agent = agent
  request.socketPath = options.socketPath
  const { layered } = options
  const shared = agent?.options?.layered
  state.retriesStale = (layered !== undefined || shared !== undefined || exchangeOver.hasSubscribers) && applyExtras(state, layered, shared)
  request.useChunkedEncodingByDefault = !BODILESS_METHODS.has(request.method)
  request.shouldKeepAlive = agent !== undefined && (agent.keepAlive === true || Number.isFinite(agent.maxSockets ?? Infinity))
  return { host, port, defaultPort }
}

/** Sets the headers and asks for a socket. The rest happens when it comes: `onSocket`. */
export function startExchange(state: RequestState, options: RequestOptions, origin: Origin): void {
  const { request } = state
  const expects = setHeaders(request, options, origin)
  transition(state, RequestEvent.start)
  const source = areSourcesUsed ? currentSource() : undefined
  if (source === undefined) askForSocket(request, options)
  else askSource(source, request, origin.port, () => askForSocket(request, options))
  // After the agent was asked: a proxy changes the request line. Nothing but Connection and the framing is added to a list of headers.
  if (Array.isArray(options.headers)) buildHead(request, requestLine(state), options.headers as HeadersInit)
  if (requestCreated.hasSubscribers) requestCreated.publish({ request })
  // The response to an expectation may decide whether the body is sent (RFC 9110 section 10.1.1), so the head goes first.
  if (expects) request.flushHeaders()
}

/** The first line of a request, of what was checked. */
export function requestLine(state: RequestState): string {
  const { method } = state.request
  if (method !== state.method) state.method = checkToken(`${method}`)
  return `${state.method} ${state.path} HTTP/1.1\r\n`
}

/** The agent that a module like `https` names in `_defaultAgent`, or the global agent. */
function defaultAgent(options: RequestOptions, family: ClientFamily): AgentLike {
  return (options._defaultAgent || family.getGlobalAgent()) as AgentLike
}

/** The agent of a request: the one that was named, a new one for `false`, none with `createConnection`, otherwise the default. */
function chooseAgent(options: RequestOptions, family: ClientFamily, hidden: Hidden): AgentLike | undefined {
  const { agent } = options
  if (agent === false) return new (defaultAgent(options, family).constructor as new () => AgentLike)()
  if (agent === undefined || agent === null) return typeof options.createConnection === 'function' ? undefined : defaultAgent(options, family)
  return REQUEST_OPTIONS.agent.check(agent, hidden)
}

function askForSocket(request: ServedRequest, options: RequestOptions): void {
  const { agent } = request
  if (agent !== undefined) {
    agent.addRequest(request, options as ConnectionOptions)
    return
  }
  let isCalled = false
  const onCreate = (error: unknown, socket?: Duplex | null): void => {
    if (isCalled) return
    isCalled = true
    if (error) request.onSocket(null, error as Error)
    else if (isDuplex(socket)) request.onSocket(socket)
    else request.onSocket(null, codedError(TypeError, 'ERR_INVALID_RETURN_VALUE', `createConnection must return a Duplex or a promise of one, or pass a Duplex to its callback.${describeReceived(socket)}`))
  }
  // For net.connect, `path` is the path of a Unix socket.
  if (options.socketPath || options.path !== undefined) options.path = options.socketPath
  try {
    const created = options.createConnection!(options as ConnectionOptions, onCreate)
    // Without a value, the callback is called, at once or later. An `async` function may use it as well.
    if (isPromise(created)) void created.then((socket) => void (socket && onCreate(null, socket)), (error: unknown) => onCreate(error ?? new Error('createConnection was rejected')))
    else if (created) onCreate(null, created)
  } catch (error) {
    onCreate(error)
  }
}

function isPromise<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof (value as Partial<PromiseLike<Value>> | null | undefined)?.then === 'function'
}

/** True for a Duplex of any class and copy, and for an emitter that stands in for one: it has what a request cannot do without. */
function isDuplex(value: unknown): value is Duplex {
  const { on, write } = Object(value) as Partial<Duplex>
  return typeof on === 'function' && typeof write === 'function'
}
