/**
 * Redirects: follows the redirections of one request. When an exchange has ended in a redirection, the next one starts on the same request object, which keeps its
 * listeners and settings and emits `'response'`, `'finish'` and `'close'` once.
 *
 * The request asks it at `'response'`, at the end of an exchange, and in `destroy()`. A request that does not follow redirections has none.
 * What may live here: what is kept between exchanges, and the start of the next one. rules.ts decides what is followed.
 */
import type { HeadersInit, HeaderValue } from '@layered-http/headers'
import { connectionReset, HTTP_PORT, HTTPS_PORT, withoutBrackets } from '@layered-http/shared'
import type { IncomingMessage } from '@layered-http/streams'
import { eachHeader, setWriteOptions, writeOptionsOf } from '@layered-http/streams/port'
import type { Origin } from '../default-headers.js'
import type { RedirectFollower, ServedRequest, SocketSetting } from '../exchange.js'
import type { RequestOptions } from '../options.js'
import { failAndClose } from '../request-events.js'
import { prepareExchange, startExchange } from '../request-start.js'
import { RequestEvent, RequestPhase, transition, type RequestState } from '../request-state.js'
import { watchOf } from '../watch/watch.js'
import { FOR_ONE_ORIGIN, isSecurable, useTls } from './options.js'
import { carriesHeader, decideRedirect, isAbsolute, targetOf, visit, type RedirectVerdict } from './rules.js'

/** Bytes of a redirection's body up to which it is read to keep the connection. Reading more takes longer than a new connection. */
const MAX_DRAINED_BODY = 64 * 1024

/** Milliseconds for such a body to arrive, for the same reason. */
const DRAIN_TIME = 500

// Those of the time when this is loaded: fake timers are for the user's code.
const { setTimeout, clearTimeout } = globalThis

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': HTTP_PORT, 'https:': HTTPS_PORT }

/** Events of the output, which the user gets once. */
const ONCE: ReadonlySet<unknown> = new Set(['prefinish', 'finish'])

type WriteCallback = NonNullable<Parameters<ServedRequest['end']>[2]>

/** The body of a request that was given to `end()` as a whole, and the callback that came with it. */
interface WholeBody {
  readonly chunk: string | Uint8Array | null
  readonly encoding: BufferEncoding | undefined
  callback: WriteCallback | undefined
}

const NO_BODY: WholeBody = { chunk: null, encoding: undefined, callback: undefined }

type Follow = Extract<RedirectVerdict, { kind: 'follow' }>

/** The next exchange, until it starts. */
interface NextExchange {
  readonly follow: Follow
  /** The exchange before is over. */
  isDue: boolean
  /** Limits the time for the rest of that exchange. */
  timer: NodeJS.Timeout | undefined
  /** Set by `destroy()`: the next exchange will not start. */
  end: { readonly error: Error | undefined } | null
}

export class Redirects implements RedirectFollower {
  private readonly visited = new Set<string>()
  /** Undefined until there is a body; null for one that is written in pieces. */
  private body: WholeBody | null | undefined
  private next: NextExchange | null = null
  /** The latest arguments of each method. */
  private readonly settings = new Map<SocketSetting, readonly unknown[]>()
  /** The path after the start of the exchange: an agent may have rewritten it for a proxy. */
  private startPath = ''

  /**
   * @param options - of the exchange under way
   * @param left - the number of redirections that may still be followed
   */
  constructor(
    private readonly state: RequestState,
    private options: RequestOptions,
    private left: number,
  ) {
    this.watchOutput(state.request)
  }

  /** Starts an exchange that was prepared with `options`. */
  start(origin: Origin): void {
    // The agent changes the options that it gets.
    startExchange(this.state, { ...this.options }, origin)
    this.startPath = this.state.request.path
  }

  onResponse(response: IncomingMessage): boolean {
    const { state } = this
    // A request that has failed gets no further exchange.
    const verdict = state.phase === RequestPhase.attached ? this.judge(response) : null
    if (verdict === null || verdict.kind === 'deliver') return false
    if (verdict.kind === 'fail') {
      state.request.destroy(verdict.error)
      return true
    }
    transition(state, RequestEvent.redirect)
    watchOf(state.request)?.head(response)
    const next: NextExchange = { follow: verdict, isDue: false, timer: undefined, end: null }
    this.next = next
    // The next exchange starts when this one is over. That must not depend on what the server does after the head.
    if (this.isWorthKeeping(response)) next.timer = setTimeout(() => response.destroy(), DRAIN_TIME)
    else response.destroy()
    return true
  }

  onExchangeClosed(): void {
    const next = this.next!
    next.isDue = true
    clearTimeout(next.timer)
    watchOf(this.state.request)?.redirected()
    // The socket goes back to the pool in this turn, and may be the one of the next exchange.
    process.nextTick(proceed, this)
  }

  destroy(error: Error | undefined): void {
    const next = this.next!
    if (next.end !== null) return
    next.end = { error }
    const { request } = this.state
    request.destroyed = true
    // Once the exchange is over, its socket may serve another request.
    if (!next.isDue) request.socket?.destroy()
  }

  keepSetting(method: SocketSetting, args: readonly unknown[]): void {
    this.settings.set(method, args)
  }

  private judge(response: IncomingMessage): RedirectVerdict | null {
    const { options, visited, left } = this
    const { request, family } = this.state
    if (!request.writableEnded) return null
    const path = this.userPath()
    const url = targetOf(path, request, options.port || options.defaultPort || request.agent?.defaultPort)
    if (url === null) return null
    visited.add(visit(request.method, url))
    return decideRedirect({
      url,
      method: request.method,
      status: response.statusCode!,
      location: response.headers.location as string | undefined,
      isReplayable: Boolean(this.body),
      visited,
      left,
      isSecurable: !isAbsolute(path) && isSecurable(options, family.secure),
    })
  }

  /** The path as the user gave it, as an option or by setting it. */
  private userPath(): string {
    const { path } = this.state.request
    return path === this.startPath ? String(this.options.path) : path
  }

  /** True if little is left of the exchange, and the connection can serve another one then. */
  private isWorthKeeping(response: IncomingMessage): boolean {
    const { request } = this.state
    if (!request.shouldKeepAlive || !request.writableFinished) return false
    return request.method === 'HEAD' || Number(response.headers['content-length']) <= MAX_DRAINED_BODY
  }

  /** Starts the next exchange, or ends the request if it was destroyed meanwhile. */
  proceed(): void {
    const { follow, end } = this.next!
    const { state } = this
    const { request } = state
    const options = this.optionsFor(follow)
    this.next = null
    if (end !== null) {
      this.finish(end.error)
      return
    }
    this.left--
    this.options = options
    const { strictContentLength, sendDate } = request
    const writeOptions = writeOptionsOf(request)
    try {
      const origin = prepareExchange(state, options)
      Object.assign(request, { strictContentLength, sendDate })
      setWriteOptions(request, writeOptions)
      this.start(origin)
      for (const [name, args] of this.settings) (request[name] as (...args: readonly unknown[]) => unknown)(...args)
      const { chunk, encoding, callback } = this.body ?? NO_BODY
      if (follow.keepsBody) request.end(chunk, encoding, callback)
      else request.end(null, undefined, callback)
    } catch (error) {
      // A new request would throw this to its caller. Here there is no caller.
      if (state.phase === RequestPhase.redirected) this.finish(error as Error)
      else failAndClose(state, error as Error)
    }
  }

  /** Ends the request between two exchanges. */
  private finish(error: Error | undefined): void {
    const { state } = this
    transition(state, RequestEvent.start)
    failAndClose(state, error ?? (state.request.aborted ? null : connectionReset('socket hang up')))
  }

  /** The options of the next exchange. A request in absolute form goes to a proxy, and so do those that follow. */
  private optionsFor(follow: Follow): RequestOptions {
    const { url, method, isSameOrigin } = follow
    const { request, family } = this.state
    const isProxied = isAbsolute(this.userPath())
    const options: RequestOptions = { ...this.options, headers: this.headersFor(follow, isProxied), method, path: isProxied ? url.href : url.pathname + url.search }
    // Credentials are among the headers already.
    options.auth = null
    // A connection that was given is used up.
    delete options.socket
    if (isProxied) return options
    if (url.protocol !== request.protocol) useTls(options, family.secure!)
    options.protocol = url.protocol
    options.hostname = withoutBrackets(url.hostname)
    options.port = Number(url.port) || DEFAULT_PORTS[url.protocol]!
    if (!isSameOrigin) for (const name of FOR_ONE_ORIGIN) delete options[name]
    return options
  }

  /** The headers of this exchange that the next one has, too. Host keeps its place. */
  private headersFor({ url, keepsBody, isSameOrigin }: Follow, isSameProxy: boolean): HeadersInit {
    const { request } = this.state
    const headers = this.options.headers as HeadersInit | null | undefined
    const pairs: [string, HeaderValue][] = []
    const carry = (name: string, value: HeaderValue | undefined): void => {
      if (name.toLowerCase() === 'host') pairs.push([name, url.host])
      else if (carriesHeader(name, { keepsBody, isSameOrigin, isSameProxy })) pairs.push([name, value!])
    }
    if (Array.isArray(headers)) {
      eachHeader(headers as HeadersInit, carry)
      return pairs
    }
    for (const name of request.getRawHeaderNames()) carry(name, request.getHeader(name))
    return Object.fromEntries(pairs)
  }

  // The output

  /** Replaces `write`, `end` and `emit` of this one request, to keep its body for a 307, and to emit `'prefinish'` and `'finish'` once. */
  private watchOutput(request: ServedRequest): void {
    const { write, end, emit } = request
    const emitted = new Set<unknown>()
    const methods = {
      write: (...args: Parameters<ServedRequest['write']>): boolean => {
        this.body = null
        return Reflect.apply(write, request, args)
      },
      end: (...args: Parameters<ServedRequest['end']>): ServedRequest => {
        if (this.body === undefined && !request.destroyed) args = this.keepBody(args)
        return Reflect.apply(end, request, args) as ServedRequest
      },
      emit: (...args: Parameters<ServedRequest['emit']>): boolean => {
        if (ONCE.has(args[0])) {
          if (emitted.has(args[0])) {
            watchOf(request)?.onEvent(args[0] as string)
            return false
          }
          emitted.add(args[0])
        }
        return Reflect.apply(emit, request, args)
      },
    }
    for (const [name, value] of Object.entries(methods)) Object.defineProperty(request, name, { value, writable: true, configurable: true })
  }

  /** Keeps what was given to `end()`. Returns the arguments with a callback that an exchange which was redirected leaves to the next one. */
  private keepBody(args: Parameters<ServedRequest['end']>): Parameters<ServedRequest['end']> {
    const [chunk, encoding] = args
    const callback = args.find((arg) => typeof arg === 'function') as WriteCallback | undefined
    const body: WholeBody = {
      chunk: typeof chunk === 'function' ? null : (chunk ?? null),
      encoding: typeof encoding === 'string' ? encoding : undefined,
      callback: callback && ((error) => this.callEnd(callback, error)),
    }
    this.body = body
    return [body.chunk, body.encoding, body.callback]
  }

  private callEnd(callback: WriteCallback, error: Error | null | undefined): void {
    // The exchange was redirected before all of it was sent.
    if (this.next !== null && error) return
    this.body!.callback = undefined
    callback(error)
  }
}

function proceed(redirects: Redirects): void {
  redirects.proceed()
}
