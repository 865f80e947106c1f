/**
 * ClientRequest: options in, a socket from the agent, the request out, the response in.
 *
 * What may live here: the public members with their documentation, the constructor and the methods. The state is in request-state.ts. An exchange starts in
 * request-start.ts, request-socket.ts takes its socket, and connection.ts serves it.
 */
import { AsyncResource } from 'node:async_hooks'
import type { Socket } from 'node:net'
import { finished, type Duplex } from 'node:stream'
import { codedError, defineBrand, defineConstructor } from '@layered-http/shared'
import { Agent } from '@layered-http/agent'
import { HttpsAgent } from '@layered-http/agent/https'
import type { HeaderValue } from '@layered-http/headers'
import { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import { buildHead, discardBody, initOutgoing, setHighWaterMark, setKind } from '@layered-http/streams/port'
import type { AgentLike } from './agent-like.js'
import { readArguments } from './arguments.js'
import { requestStart } from './channels.js'
import { connectionOf, isEnding } from './connection.js'
import type { ClientRequestEmitter, ClientResponse } from './events.js'
import type { ServedRequest, SocketSetting } from './exchange.js'
import { familyOf, setFamily, type ClientFamily } from './family.js'
import { globalAgent, secureGlobalAgent } from './global-agent.js'
import { checkPath, checkTimeout } from './option-checks.js'
import type { RequestOptions } from './options.js'
import { Redirects } from './redirect/follow.js'
import { applySettings } from './request-settings.js'
import { endUnsent, endWithoutAgent, takeSocket } from './request-socket.js'
import { requestLine, setTarget, startExchange } from './request-start.js'
import { existingState, initState, RequestPhase, stateOf } from './request-state.js'
import type { RequestHeaderName } from './request-headers.js'
import { keepAliveOf } from './response-reader.js'
import type { ExchangeTimings } from './timings.js'

/** Called once, with the response. */
export type ResponseListener = (response: ClientResponse) => void

/** A request being sent. */
export interface ClientRequest extends ClientRequestEmitter {
  /** In upper case. */
  method: string
  /** The target of the request. Setting it throws ERR_UNESCAPED_CHARACTERS for white space and control characters. */
  path: string
  /** Name or address of the server. */
  host: string
  /** `http:` or `https:`. */
  protocol: string
  /** The agent that gives the request its socket; undefined for a request with its own `createConnection`. */
  agent: AgentLike | undefined
  /** The path of a Unix socket. */
  socketPath: string | undefined
  /** The option `timeout` in milliseconds. Undefined if it was not given. */
  timeout?: number | undefined
  /** Bytes of the response's head; undefined for the default. */
  maxHeaderSize: number | undefined
  /** Fields of the response's head and trailers; the rest is dropped. null for the default of 1000, 0 for no limit. */
  maxHeadersCount: number | null
  joinDuplicateHeaders: boolean | undefined
  /** True if the socket served another request before. */
  reusedSocket: boolean
  // As in OutgoingMessage, with names that an editor completes.
  /** Sets a header, replacing one with the same name. Throws ERR_HTTP_HEADERS_SENT, ERR_INVALID_HTTP_TOKEN, ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR. */
  setHeader(name: RequestHeaderName, value: HeaderValue): this
  /** Adds values to a header, or sets it. Throws as `setHeader` does. */
  appendHeader(name: RequestHeaderName, value: string | readonly string[]): this
  /** Returns the value as it was set. `name` may be in any case. */
  getHeader(name: RequestHeaderName): HeaderValue | undefined
  /** True if the header is set. `name` may be in any case. */
  hasHeader(name: RequestHeaderName): boolean
  /** Removes a header. Throws ERR_HTTP_HEADERS_SENT. */
  removeHeader(name: RequestHeaderName): void
  /** `abort()` was called. */
  aborted: boolean
  /** The instants of the exchange, with `layered.timings` or `layered.timeouts`; of the latest exchange if there are several. Otherwise undefined. */
  readonly timings?: ExchangeTimings | undefined
  /** Deprecated by Node: emits `'abort'`, and destroys the request. */
  abort(): void
  /**
   * Ends the request at once. Before the response `'error'` has the reason: `error`, or ECONNRESET. Afterwards the
   * response is aborted, and `'error'` is emitted only for an `error` that was given.
   */
  destroy(error?: Error): this
  /**
   * Sets the time without activity on the socket after which `'timeout'` is emitted, counted from the time the socket is connected. Nothing else
   * happens: destroy the request in a listener if it should end.
   *
   * @param milliseconds - at most 2^31-1; more is cut, with a TimeoutOverflowWarning. 0 for no timeout
   * @param callback - called for the first `'timeout'`
   * @throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE
   */
  setTimeout(milliseconds: number, callback?: () => void): this
  /** `setTimeout(0, callback)`. */
  clearTimeout(callback?: () => void): void
  /** Sets TCP_NODELAY on the socket, now or as soon as there is one. */
  setNoDelay(noDelay?: boolean): void
  /** Sets TCP keep-alive on the socket, now or as soon as there is one. `initialDelay` in milliseconds. */
  setSocketKeepAlive(enable?: boolean, initialDelay?: number): void
}

/** The class of requests. `request()` and `get()` make them. */
export interface ClientRequestConstructor {
  /** As `request()`. */
  new (input: string | URL | RequestOptions, options?: RequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest
  readonly prototype: ClientRequest
}

class ClientRequestMethods extends OutgoingMessage {
  declare timeout?: number | undefined
  declare aborted: boolean
  declare res: IncomingMessage | null

  get path(): string | undefined {
    return existingState(this)?.path
  }
  // A path that is sent cannot end the request line early.
  set path(path: string) {
    stateOf(this).path = checkPath(path)
  }

  /** For the agent, which needs it after each response and would otherwise make `res.headers`. */
  get serverKeepAlive(): string | undefined {
    const state = existingState(this)
    return state === undefined ? undefined : keepAliveOf(state)
  }

  override _implicitHeader(): void {
    if (this.headersSent) throw codedError(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot render headers after they are sent to the client')
    buildHead(this, requestLine(stateOf(this)))
  }

  /** Called by the agent with a socket, or with null and an error. As in Node, an agent may call it again. */
  onSocket(socket: Duplex | null, error?: Error | null): void {
    takeSocket(stateOf(this), socket, error)
  }

  override destroy(error?: Error): this {
    const state = existingState(this)
    if (state !== undefined && state.phase === RequestPhase.redirected) {
      state.redirects!.destroy(error)
      return this
    }
    if (this.destroyed) return this
    if (this.res) discardBody(this.res)
    if (state !== undefined && this.socket && isEnding(this.socket, state)) {
      // The exchange is over, and its socket closes by itself: there is nothing left that could fail.
      this.destroyed = true
      return this
    }
    return OutgoingMessage.prototype.destroy.call(this, error) as this
  }

  override _finish(): void {
    OutgoingMessage.prototype._finish.call(this)
    if (requestStart.hasSubscribers) requestStart.publish({ request: this })
  }

  abort(): void {
    if (this.aborted) return
    this.aborted = true
    process.nextTick(emitAbort, this)
    this.destroy()
  }

  override setTimeout(milliseconds: number, callback?: () => void): this {
    const timeout = checkTimeout(milliseconds, 'msecs')
    if (callback) this.once('timeout', callback)
    if (this.destroyed) return this
    onceSocket(this, (socket) => {
      connectionOf(socket).passTimeouts(this as unknown as ServedRequest)
      if (socket.connecting) socket.once('connect', () => socket.setTimeout?.(timeout))
      else socket.setTimeout?.(timeout)
    })
    keepSetting(this, 'setTimeout', [milliseconds])
    return this
  }

  clearTimeout(callback?: () => void): void {
    this.setTimeout(0, callback)
  }

  setNoDelay(noDelay?: boolean): void {
    onceSocket(this, (socket) => socket.setNoDelay?.(noDelay))
    keepSetting(this, 'setNoDelay', [noDelay])
  }

  setSocketKeepAlive(enable?: boolean, initialDelay?: number): void {
    onceSocket(this, (socket) => socket.setKeepAlive?.(enable, initialDelay))
    keepSetting(this, 'setSocketKeepAlive', [enable, initialDelay])
  }
}

const KIND = {
  // The connection of a request must stay open for the response.
  closesToEndBody: false,
  destroyUnsent(request: object): void {
    const state = existingState(request)
    // An object that the constructor did not make emits no event then, as in Node. A socket that is due reports the end.
    if (state === undefined || state.phase !== RequestPhase.waiting) return
    process.nextTick(state.request.agent === undefined ? endWithoutAgent : endUnsent, state)
  },
}

/**
 * Returns a new ClientRequest class, with a prototype of its own: what is added to that prototype is not seen in other classes. Its `instanceof`
 * accepts the requests of every class that this function made, in any copy of this package.
 */
export function defineClientRequest(family: ClientFamily): ClientRequestConstructor {
  const constructor = defineConstructor<ClientRequestConstructor>(
    ClientRequestMethods,
    {
      ClientRequest: function (this: ServedRequest, input: unknown, options?: unknown, callback?: unknown): void {
        initState(this)
        initOutgoing(this)
        // Here and not in a function that this one calls: V8 counts these lines to find how many fields fit into a new object. Without them 11 of 27 were in
        // arrays beside it, of which each object left four as garbage.
        this.reusedSocket = false
        this.res = null
        this.upgradeOrConnect = false
        this.parser = null
        this.timeoutCb = null
        this.protocol = ''
        this.method = ''
        this.host = ''
        this.socketPath = undefined
        this.maxHeaderSize = undefined
        this.maxHeadersCount = null
        this.insecureHTTPParser = undefined
        this.httpValidation = undefined
        this.joinDuplicateHeaders = undefined
        this.aborted = false
        construct(this as unknown as ClientRequestMethods, input, options, callback)
      },
    },
    family.OutgoingMessage,
  )
  setFamily(constructor.prototype, family)
  setKind(constructor.prototype, KIND)
  defineBrand(constructor, 'ClientRequest')
  return constructor
}

/** The requests of the main entries. */
export const ClientRequest: ClientRequestConstructor = defineClientRequest({
  OutgoingMessage,
  IncomingMessage,
  getGlobalAgent: globalAgent.getGlobalAgent,
  secure: { getGlobalAgent: secureGlobalAgent.getGlobalAgent, Agent, HttpsAgent },
})

/** The steps of the constructor. The stack of an error leaves it out. */
function construct(request: ClientRequestMethods, input: unknown, options: unknown, callback: unknown): void {
  const { merged, listener } = readArguments(input, options, callback, familyOf(request).acceptsAnyInput !== true, construct)
  const state = stateOf(request)
  if (merged.highWaterMark !== undefined) setHighWaterMark(request, merged.highWaterMark)
  const origin = setTarget(state, merged, construct)
  const { maxRedirects } = applySettings(state, merged, construct)
  state.context = new AsyncResource('HTTPCLIENTREQUEST')
  if (listener) request.once('response', listener as ResponseListener)
  const { signal } = merged
  // The request destroys its socket. The socket does not need the signal.
  if (signal) delete merged.signal
  try {
    if (maxRedirects === undefined) {
      startExchange(state, merged, origin)
    } else {
      const redirects = new Redirects(state, { ...merged, path: state.path }, maxRedirects)
      state.redirects = redirects
      redirects.start(origin)
    }
  } catch (error) {
    // The caller gets no request, so nothing else can end it, or listen for the errors of a socket that is being opened for it.
    request.on('error', () => {}).destroy()
    throw error
  }
  if (signal) abortWith(request, signal)
}

function emitAbort(request: ClientRequestMethods): void {
  request.emit('abort')
}

function abortWith(request: ClientRequestMethods, signal: AbortSignal): void {
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
  // This also listens for 'error', so that an abort without a listener of the user's is not an uncaught exception, as in Node.
  finished(request as unknown as NodeJS.WritableStream, () => signal.removeEventListener('abort', abort))
}

/** Calls `act` with the socket, now or as soon as there is one. */
function onceSocket(request: ClientRequestMethods, act: (socket: Socket) => void): void {
  if (request.socket) act(request.socket)
  else request.once('socket', act)
}

function keepSetting(request: object, method: SocketSetting, args: readonly unknown[]): void {
  existingState(request)?.redirects?.keepSetting(method, args)
}
