/**
 * ClientRequest: options in, a socket from the agent, the request out, the response in.
 *
 * What may live here: the constructor, the methods, and what happens when the socket comes. The state is in request-state.ts, an exchange starts in
 * request-start.ts and is then served by a connection.
 */
import { AsyncResource } from 'node:async_hooks'
import type { Socket } from 'node:net'
import { finished, type Duplex } from 'node:stream'
import { codedError, connectionReset, defineBrand, defineConstructor } from '@layered-http/shared'
import { OutgoingMessage, type IncomingMessage } from '@layered-http/streams'
import { buildHead, discardBody, setKind } from '@layered-http/streams/port'
import { readArguments } from './arguments.js'
import { requestStart } from './channels.js'
import type { ClientRequestConstructor, ResponseListener } from './client-request-type.js'
import { connectionOf, isEnding } from './connection.js'
import type { ServedRequest, SocketSetting } from './exchange.js'
import { setFamily, type ClientFamily } from './family.js'
import { checkPath, checkTimeout } from './option-checks.js'
import { Redirects } from './redirect/follow.js'
import { closeRequest, failAndClose, failRequest } from './request-events.js'
import { applySettings } from './request-settings.js'
import { prepareExchange, requestLine, startExchange } from './request-start.js'
import { existingState, initState, RequestEvent, RequestPhase, stateOf, transition, type RequestState } from './request-state.js'

class ClientRequestMethods extends OutgoingMessage {
  declare timeout?: number | undefined
  declare aborted: boolean
  declare res: IncomingMessage | null

  get path(): string | undefined {
    return existingState(this)?.path
  }
  // What is sent cannot end the request line early.
  set path(path: string) {
    stateOf(this).path = checkPath(path)
  }

  /** For the agent, which needs it after each response and would otherwise make `res.headers`. */
  get serverKeepAlive(): string | undefined {
    return existingState(this)?.serverKeepAlive
  }

  override _implicitHeader(): void {
    if (this.headersSent) throw codedError(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot render headers after they are sent to the client')
    buildHead(this, requestLine(stateOf(this)))
  }

  /** Called by the agent with a socket, or with null and an error. As in Node, an agent may call it again. */
  onSocket(socket: Duplex | null, error?: Error | null): void {
    const state = stateOf(this)
    if (state.phase === RequestPhase.waiting) transition(state, RequestEvent.takeSocket)
    // A socket may fail before it is used.
    if (socket !== null) connectionOf(socket)
    // In the next tick: the user adds listeners and a body first.
    process.nextTick(inContext, state, onSocketTick, socket, error)
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

/**
 * Returns a new ClientRequest class, with a prototype of its own: what is added to that prototype is not seen in other classes. Its `instanceof`
 * accepts the requests of every class that this function made, in any copy of this package.
 */
export function defineClientRequest(family: ClientFamily): ClientRequestConstructor {
  const constructor = defineConstructor<ClientRequestConstructor>(
    ClientRequestMethods,
    {
      ClientRequest: function (this: ClientRequestMethods, input: unknown, options?: unknown, callback?: unknown): void {
        construct(this, input, options, callback)
      },
    },
    family.OutgoingMessage,
  )
  setFamily(constructor.prototype, family)
  setKind(constructor.prototype, KIND)
  defineBrand(constructor, 'ClientRequest')
  return constructor
}

/** The steps of the constructor. */
function construct(request: ClientRequestMethods, input: unknown, options: unknown, callback: unknown): void {
  const { merged, listener } = readArguments(input, options, callback)
  const state = initState(request)
  const origin = prepareExchange(state, merged)
  const { maxRedirects } = applySettings(state, merged)
  request.aborted = false
  state.context = new AsyncResource('HTTPCLIENTREQUEST')
  if (listener) request.once('response', listener as ResponseListener)
  const { signal } = merged
  // The request destroys its socket. The socket does not need the signal.
  if (signal) delete merged.signal
  if (maxRedirects === undefined) {
    startExchange(state, merged, origin)
  } else {
    const redirects = new Redirects(state, { ...merged, path: state.path }, maxRedirects)
    state.redirects = redirects
    redirects.start(origin)
  }
  if (signal) abortWith(request, signal)
}

const KIND = {
  // The connection of a request must stay open for the response.
  closesToEndBody: false,
  destroyUnsent(request: object): void {
    const state = existingState(request)
    // An object that the constructor did not make emits no event then, as in Node. A socket that is due reports the end.
    if (state === undefined || state.phase !== RequestPhase.waiting) return
    process.nextTick(state.request.agent === undefined ? closeRequest : endUnsent, state)
  },
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

// The socket comes

function inContext<Args extends unknown[]>(state: RequestState, act: (state: RequestState, ...args: Args) => void, ...args: Args): void {
  // An object that the constructor did not make has no context.
  if (state.context === undefined) act(state, ...args)
  else state.context.runInAsyncScope(act, undefined, state, ...args)
}

function onSocketTick(state: RequestState, socket: Duplex | null, error: Error | null | undefined): void {
  const { request } = state
  if (error || request.destroyed || socket === null) {
    dropSocket(state, socket, error)
    return
  }
  const { timeout } = request
  // An agent's timeout is already on its sockets. That of a request is on the sockets that were opened for it.
  if (timeout !== undefined && (socket as Socket).timeout !== timeout) (socket as Partial<Socket>).setTimeout?.(timeout)
  const connection = connectionOf(socket)
  if (timeout !== undefined || request.agent?.options?.timeout) connection.passTimeouts(request)
  if (state.phase === RequestPhase.socketDue) transition(state, RequestEvent.attach)
  connection.attach(state)
}

/** There is no socket, or the request was destroyed before it came: the last events of the request. */
function dropSocket(state: RequestState, socket: Duplex | null, error: Error | null | undefined): void {
  const { request } = state
  request.destroyed = true
  try {
    if (request.errored) failRequest(state, request.errored)
  } finally {
    if (socket === null || giveBack(request, socket)) endUnsent(state, error)
    else finished(socket.destroy(request.errored ?? undefined), (socketError) => endUnsent(state, error ?? request.errored ?? failureOf(socketError)))
  }
}

/** The end of a request that never had a socket: its error, unless it was aborted, and `'close'`. */
function endUnsent(state: RequestState, error?: Error | null): void {
  const { errored, aborted } = state.request
  failAndClose(state, error ?? errored ?? (aborted ? null : connectionReset('socket hang up')))
}

/** Gives a socket back that came too late, so that other requests of the pool can use it. Returns false if it has to be destroyed. */
function giveBack(request: ServedRequest, socket: Duplex): boolean {
  if (request.agent === undefined || request.errored || socket.destroyed) return false
  ;(socket as { _httpMessage?: object })._httpMessage = request
  socket.emit('free')
  return true
}

/** Why a socket failed. Closing without an end is not a failure here. */
function failureOf(error: (Error & { code?: string }) | null | undefined): Error | undefined {
  return error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE' ? error : undefined
}
