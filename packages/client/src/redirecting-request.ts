/**
 * RedirectingRequest: a request that follows redirections. All exchanges are made by the one object: when one has ended in a redirection, the
 * constructor of ClientRequest sets the request up again, for the next place, and what belongs to the user stays: listeners, settings, the
 * promise of one `'response'`, one `'finish'` and one `'close'`.
 */
import { connectionReset, defineConstructor } from '@layered-http/shared'
import type { HeadersInit } from '@layered-http/headers'
import type { IncomingMessage } from '@layered-http/streams'
import { eachHeader } from '@layered-http/streams/port'
import { ClientRequest, type ClientRequestConstructor, type ResponseListener } from './client-request.js'
import { pathOf } from './option-checks.js'
import { readLayered, type RequestOptions } from './options.js'
import { FOR_ONE_ORIGIN, isSecurable, useTls } from './redirect-options.js'
import { carriesHeader, decideRedirect, isAbsolute, targetOf, visit, type RedirectVerdict } from './redirect-rules.js'
import { readArguments } from './url-options.js'

/** Bytes of a redirection's body that are read to keep its connection; a larger or unknown one is not worth it. */
const MAX_DRAINED_BODY = 64 * 1024

/** Milliseconds for such a body to arrive: a new connection takes less than a long wait. */
const DRAIN_TIME = 500

// Those of the time when this is loaded: fake timers are for the user's code.
const { setTimeout, clearTimeout } = globalThis

/** Fields of a request that the user may set, and that no option of the requests to come can say. */
const SETTINGS = ['maxHeadersCount', 'maxHeaderSize', 'joinDuplicateHeaders', 'strictContentLength', 'timeout'] as const

/** Methods whose effect is on the socket, so that they are called again for the next one. */
type SocketSetting = 'setTimeout' | 'setNoDelay' | 'setSocketKeepAlive'

/** Events of the output, which the user gets once. */
const ONCE: ReadonlySet<unknown> = new Set(['prefinish', 'finish'])

/** The body of a request, if it was given to `end()` whole, and the callback that came with it. */
interface WholeBody {
  readonly chunk: string | Uint8Array | null
  readonly encoding: BufferEncoding | undefined
  callback: WriteCallback | undefined
}

type WriteCallback = NonNullable<Parameters<ClientRequest['end']>[2]>

type Follow = Extract<RedirectVerdict, { kind: 'follow' }>

/** The next exchange, until it begins. */
interface Next {
  readonly follow: Follow
  /** The exchange before is over. */
  isDue: boolean
  /** Waits for the end of that exchange. */
  timer: NodeJS.Timeout | undefined
  /** Set by `destroy()`: there will be none. */
  end: { readonly error: Error | undefined } | null
}

const kRedirects = Symbol('redirections')

/** What is known of the redirections of a request. */
class Redirects {
  /** Requests made. */
  readonly visited = new Set<string>()
  /** Null once the body comes in pieces; undefined until there is one. */
  body: WholeBody | null | undefined
  next: Next | null = null
  /** The latest call of each. */
  readonly calls = new Map<SocketSetting, readonly unknown[]>()
  /** Those of {@link ONCE} that were emitted. */
  readonly emitted = new Set<unknown>()
  /** The path as it was when the request was made: an agent may have rewritten it for a proxy. */
  builtPath = ''

  constructor(
    /** Of the exchange under way. */
    public options: RequestOptions,
    public left: number | undefined,
  ) {}
}

class RedirectingRequestMethods extends ClientRequest {
  declare [kRedirects]: Redirects

  override write(...args: Parameters<ClientRequest['write']>): boolean {
    this[kRedirects].body = null
    return super.write(...args)
  }

  override end(...args: Parameters<ClientRequest['end']>): this {
    const redirects = this[kRedirects]
    if (redirects.body !== undefined || this.destroyed) return super.end(...args)
    const [chunk, encoding] = args
    const callback = args.find((arg) => typeof arg === 'function') as WriteCallback | undefined
    const body: WholeBody = {
      chunk: typeof chunk === 'function' ? null : (chunk ?? null),
      encoding: typeof encoding === 'string' ? encoding : undefined,
      callback: callback && ((error) => callEnd(redirects, body, callback, error)),
    }
    redirects.body = body
    return super.end(body.chunk, body.encoding, body.callback)
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (ONCE.has(event)) {
      const { emitted } = this[kRedirects]
      if (emitted.has(event)) return false
      emitted.add(event)
    }
    return super.emit(event, ...args)
  }

  override setTimeout(milliseconds: number, callback?: () => void): this {
    super.setTimeout(milliseconds, callback)
    this[kRedirects].calls.set('setTimeout', [milliseconds])
    return this
  }

  override setNoDelay(...args: Parameters<ClientRequest['setNoDelay']>): void {
    super.setNoDelay(...args)
    this[kRedirects].calls.set('setNoDelay', args)
  }

  override setSocketKeepAlive(...args: Parameters<ClientRequest['setSocketKeepAlive']>): void {
    super.setSocketKeepAlive(...args)
    this[kRedirects].calls.set('setSocketKeepAlive', args)
  }

  override destroy(error?: Error): this {
    const { next } = this[kRedirects]
    if (next === null) return super.destroy(error)
    if (next.end !== null) return this
    next.end = { error }
    this.destroyed = true
    // Once the exchange is over, its socket may serve another request.
    if (!next.isDue) this.socket?.destroy()
    return this
  }

  /** @internal */
  override deliver(response: IncomingMessage): boolean {
    const redirects = this[kRedirects]
    const verdict = this.judge(redirects, response)
    switch (verdict.kind) {
      case 'deliver':
        return super.deliver(response)
      case 'fail':
        this.destroy(verdict.error)
        return false
      case 'follow':
        redirects.next = { follow: verdict, isDue: false, timer: undefined, end: null }
        // The next exchange begins when this one is over: it must not depend on what the server does after the head.
        if (this.isWorthKeeping(response)) redirects.next.timer = setTimeout(() => response.destroy(), DRAIN_TIME)
        else response.destroy()
        return false
    }
  }

  /** @internal what goes wrong with an exchange after its redirection does not matter */
  override fail(error: Error): void {
    if (this[kRedirects].next === null) super.fail(error)
  }

  /** @internal the end of an exchange that was redirected is not the end of this request */
  override close(): void {
    const { next } = this[kRedirects]
    if (next === null) {
      super.close()
      return
    }
    next.isDue = true
    clearTimeout(next.timer)
    // The socket is put back into the pool in this turn, and may be the one for the next exchange.
    process.nextTick(proceed, this)
  }

  private judge(redirects: Redirects, response: IncomingMessage): RedirectVerdict {
    const { options, left, visited } = redirects
    const url = left === undefined || !this.writableEnded ? null : targetOf(this.pathOfUser(redirects), this, options.port || options.defaultPort || this.agent?.defaultPort)
    if (url === null) return { kind: 'deliver' }
    visited.add(visit(this.method, url))
    return decideRedirect({
      url,
      method: this.method,
      status: response.statusCode!,
      location: response.headers.location as string | undefined,
      isReplayable: Boolean(redirects.body),
      visited,
      left: left!,
      isSecurable: !isAbsolute(this.pathOfUser(redirects)) && isSecurable(options),
    })
  }

  private pathOfUser({ options, builtPath }: Redirects): string {
    return this.path === builtPath ? String(options.path) : this.path
  }

  /** Whether what is left of the exchange is little, and the connection can serve another one then. */
  private isWorthKeeping(response: IncomingMessage): boolean {
    if (!this.shouldKeepAlive || !this.writableFinished) return false
    return this.method === 'HEAD' || Number(response.headers['content-length']) <= MAX_DRAINED_BODY
  }

  /** @internal begins the next exchange, or ends the request if it was destroyed meanwhile */
  proceed(): void {
    const redirects = this[kRedirects]
    const { follow, end } = redirects.next!
    redirects.next = null
    if (end !== null) {
      this.finishUnsent(end.error)
      return
    }
    const options = this.optionsFor(redirects, follow)
    const settings = SETTINGS.map((name) => this[name])
    redirects.left!--
    redirects.options = options
    try {
      begin(this, redirects, options)
      for (const [at, name] of SETTINGS.entries()) Object.assign(this, { [name]: settings[at] })
      for (const [name, args] of redirects.calls) (super[name] as (...args: unknown[]) => unknown).apply(this, args as unknown[])
      const { chunk, encoding, callback } = redirects.body ?? NO_BODY
      if (follow.keepsBody) super.end(chunk, encoding, callback)
      else super.end(null, undefined, callback)
    } catch (error) {
      // What a new request throws, no caller is there to catch.
      this.finishUnsent(error as Error)
    }
  }

  private finishUnsent(error: Error | undefined): void {
    if (error !== undefined || !this.aborted) super.fail(error ?? connectionReset('socket hang up'))
    super.close()
  }

  /** The options of the next exchange. A request in absolute form goes to a proxy, and so do those that follow. */
  private optionsFor(redirects: Redirects, follow: Follow): RequestOptions {
    const { url, method, isSameOrigin } = follow
    const isProxied = isAbsolute(this.pathOfUser(redirects))
    const options: RequestOptions = { ...redirects.options, headers: this.headersFor(redirects, follow, isProxied), method, path: isProxied ? url.href : url.pathname + url.search }
    // Credentials are among the headers by now; the signal destroys this request already.
    options.auth = null
    delete options.signal
    // A connection that was given is used up.
    delete options.socket
    if (isProxied) return options
    if (url.protocol !== this.protocol) useTls(options)
    options.protocol = url.protocol
    options.hostname = url.hostname.replace(/^\[|\]$/g, '')
    options.port = Number(url.port) || DEFAULT_PORTS[url.protocol]!
    if (!isSameOrigin) for (const name of FOR_ONE_ORIGIN) delete options[name]
    return options
  }

  /** The headers of this exchange that go on to the next, where Host is in its place. */
  private headersFor({ options }: Redirects, { url, keepsBody, isSameOrigin }: Follow, isSameProxy: boolean): HeadersInit {
    const headers = options.headers as HeadersInit | null | undefined
    const pairs: [string, NonNullable<ReturnType<ClientRequest['getHeader']>>][] = []
    const carry = (name: string, value: ReturnType<ClientRequest['getHeader']>): void => {
      if (name.toLowerCase() === 'host') pairs.push([name, url.host])
      else if (carriesHeader(name, { keepsBody, isSameOrigin, isSameProxy })) pairs.push([name, value!])
    }
    if (Array.isArray(headers)) {
      eachHeader(headers as HeadersInit, carry)
      return pairs
    }
    for (const name of this.getRawHeaderNames()) carry(name, this.getHeader(name))
    return Object.fromEntries(pairs)
  }
}

const NO_BODY: WholeBody = { chunk: null, encoding: undefined, callback: undefined }

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

function proceed(request: RedirectingRequestMethods): void {
  request.proceed()
}

/** The callback of `end()`: an exchange that was redirected before all of it was sent leaves it to the next. */
function callEnd(redirects: Redirects, body: WholeBody, callback: WriteCallback, error: Error | null | undefined): void {
  if (redirects.next !== null && error) return
  body.callback = undefined
  callback(error)
}

/** Makes `request` a request with these options, as if it were new. */
function begin(request: RedirectingRequestMethods, redirects: Redirects, options: RequestOptions, listener?: unknown): void {
  const single = { ...options, layered: { ...options.layered, maxRedirects: undefined } }
  ;(ClientRequest as unknown as (this: ClientRequest, options: RequestOptions, listener: unknown) => void).call(request, single, listener)
  redirects.builtPath = request.path
}

/** A request that follows up to `layered.maxRedirects` redirections. */
export const RedirectingRequest = defineConstructor<ClientRequestConstructor>(RedirectingRequestMethods, {
  RedirectingRequest: function (
    this: RedirectingRequestMethods,
    input: string | URL | RequestOptions,
    options?: RequestOptions | ResponseListener | null,
    callback?: ResponseListener,
  ): void {
    const { merged, listener } = readArguments(input, options, callback)
    merged.path = merged.path ? pathOf(merged.path) : '/'
    const redirects = (this[kRedirects] = new Redirects(merged, readLayered(merged.layered).maxRedirects))
    begin(this, redirects, merged, listener)
  },
})

/** Whether arguments of `request()` ask for redirections to be followed. */
export function followsRedirects(input: unknown, options: unknown): boolean {
  return asksForRedirects(options) || asksForRedirects(input)
}

function asksForRedirects(options: unknown): boolean {
  const layered = (options as RequestOptions | null | undefined)?.layered
  return (layered as RequestOptions['layered'] | null)?.maxRedirects !== undefined
}
