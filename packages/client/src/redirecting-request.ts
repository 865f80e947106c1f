/**
 * RedirectingRequest: a request that follows redirections. It makes the first exchange itself; each further one is a
 * ClientRequest of its own, whose events it passes on as if they were its own.
 */
import { defineConstructor, validateInteger } from '@layered-http/shared'
import { dumpIncoming, eachHeader, kStage, Stage, type HeadersInit, type IncomingMessage } from '@layered-http/streams'
import { ClientRequest, type ClientRequestConstructor, type ResponseListener } from './client-request.js'
import type { RequestOptions } from './options.js'
import { carriesHeader, decideRedirect, visit, type RedirectVerdict } from './redirect-rules.js'
import { readArguments } from './url-options.js'

/** Bytes of a redirection's body that are read to keep its connection; a larger or unknown one is not worth it. */
const MAX_DRAINED_BODY = 64 * 1024

/** The body of a request, if it was given to `end()` whole. */
interface WholeBody {
  chunk: string | Uint8Array | null
  encoding: BufferEncoding | undefined
}

const kLeft = Symbol('redirections left')
const kOptions = Symbol('options of the request')
const kUrl = Symbol('URL of the latest request')
const kVisited = Symbol('requests made')
const kBody = Symbol('whole body')
const kHop = Symbol('request that follows a redirection')
const kHopTimeout = Symbol('timeout of the requests that follow')

type Follow = Extract<RedirectVerdict, { kind: 'follow' }>
type End = (chunk?: unknown, encoding?: unknown, callback?: unknown) => void

class RedirectingRequestMethods extends ClientRequest {
  declare [kLeft]: number
  declare [kOptions]: RequestOptions
  declare [kUrl]: URL
  declare [kVisited]: Set<string>
  /** null once the body comes in pieces; undefined until there is one. */
  declare [kBody]: WholeBody | null | undefined
  declare [kHop]: ClientRequest | null
  declare [kHopTimeout]: number | undefined

  override write(...args: Parameters<ClientRequest['write']>): boolean {
    this[kBody] = null
    return super.write(...args)
  }

  override end(...args: Parameters<ClientRequest['end']>): this {
    if (this[kBody] === undefined) {
      const [chunk, encoding] = args
      this[kBody] = {
        chunk: typeof chunk === 'function' ? null : (chunk ?? null),
        encoding: typeof encoding === 'string' ? encoding : undefined,
      }
    }
    return super.end(...args)
  }

  /** @internal */
  override deliver(response: IncomingMessage): boolean {
    return this.judge(this, response)
  }

  /** @internal what happens to the first exchange after it was left is nobody's business any more */
  override fail(error: Error): void {
    if (this[kHop] === null) super.fail(error)
  }

  /** @internal the end of the first exchange is not the end of this request */
  override close(): void {
    if (this[kHop] === null) super.close()
    else this.destroyed = this[kHop].destroyed
  }

  override destroy(error?: Error): this {
    const hop = this[kHop]
    if (hop === null) return super.destroy(error)
    this.destroyed = true
    hop.destroy(error)
    return this
  }

  override setTimeout(milliseconds: number, callback?: () => void): this {
    this[kHopTimeout] = milliseconds
    return super.setTimeout(milliseconds, callback)
  }

  /** The verdict on the response to `hop`, and its execution. Answers whether anybody reads the response. */
  private judge(hop: ClientRequest, response: IncomingMessage): boolean {
    const body = this[kBody]
    const verdict = decideRedirect({
      url: this[kUrl],
      method: hop.method,
      status: response.statusCode!,
      location: response.headers.location as string | undefined,
      isReplayable: this[kStage] >= Stage.ENDED && body !== null,
      visited: this[kVisited],
      left: this[kLeft],
    })
    switch (verdict.kind) {
      case 'deliver':
        this.res = response
        return super.deliver(response)
      case 'fail':
        hop.destroy(verdict.error)
        return false
      case 'follow':
        this.follow(verdict)
        // A new request has its own socket; this one is kept if that costs little.
        if (!(Number(response.headers['content-length']) <= MAX_DRAINED_BODY)) response.destroy()
        return false
    }
  }

  private follow({ url, method, keepsBody, isSameOrigin }: Follow): void {
    this[kLeft]--
    this[kUrl] = url
    this[kVisited].add(visit(method, url))
    const options: RequestOptions = {
      ...this[kOptions],
      headers: this.headersFor({ keepsBody, isSameOrigin }, url),
      method,
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? undefined! : Number(url.port),
      path: `${url.pathname}${url.search}`,
    }
    if (!isSameOrigin) delete options.socketPath
    const hop = new ClientRequest(options)
    this[kHop] = hop
    const isCurrent = (): boolean => this[kHop] === hop
    hop.on('socket', (socket) => {
      this.socket = socket
      this.reusedSocket = hop.reusedSocket
      this.emit('socket', socket)
    })
    for (const event of ['continue', 'information', 'timeout']) hop.on(event, (...values) => this.emit(event, ...values))
    for (const event of ['upgrade', 'connect']) if (this.listenerCount(event) > 0) hop.on(event, (...values) => this.emit(event, ...values))
    hop.on('response', (response: IncomingMessage) => {
      if (!this.judge(hop, response)) dumpIncoming(response)
    })
    hop.on('error', (error: Error) => {
      if (isCurrent()) super.fail(error)
    })
    hop.on('close', () => {
      if (!isCurrent()) return
      this.destroyed = true
      super.close()
    })
    if (this[kHopTimeout] !== undefined) hop.setTimeout(this[kHopTimeout])
    const body = this[kBody]
    if (keepsBody && body) (hop.end as End)(body.chunk, body.encoding)
    else hop.end()
  }

  /** The headers of the first request that go on to `url`. */
  private headersFor(verdict: { keepsBody: boolean; isSameOrigin: boolean }, url: URL): HeadersInit {
    const { headers } = this[kOptions]
    const isList = Array.isArray(headers)
    const pairs: [string, NonNullable<ReturnType<ClientRequest['getHeader']>>][] = []
    let hasHost = false
    const carry = (name: string, value: ReturnType<ClientRequest['getHeader']>): void => {
      if (name.toLowerCase() === 'host') hasHost = true
      if (carriesHeader(name, verdict)) pairs.push([name, value!])
    }
    if (isList) eachHeader(headers as HeadersInit, carry)
    else for (const name of this.getRawHeaderNames()) carry(name, this.getHeader(name))
    if (!isList) return Object.fromEntries(pairs)
    // A list gets no Host by itself.
    if (hasHost) pairs.unshift(['Host', url.host])
    return pairs
  }
}

/** A request that follows up to `maxRedirects` redirections. */
export const RedirectingRequest = defineConstructor<ClientRequestConstructor>(RedirectingRequestMethods, {
  RedirectingRequest: function (
    this: RedirectingRequestMethods,
    input: string | URL | RequestOptions,
    options?: RequestOptions | ResponseListener | null,
    callback?: ResponseListener,
  ): void {
    const { merged, listener } = readArguments(input, options, callback)
    validateInteger(merged.maxRedirects, 'options.maxRedirects', 0)
    this[kLeft] = merged.maxRedirects
    this[kBody] = undefined
    this[kHop] = null
    this[kHopTimeout] = undefined
    ;(ClientRequest as unknown as (this: ClientRequest, options: RequestOptions, listener: unknown) => void).call(this, merged, listener)
    // What the following requests share. Credentials are among the headers by now, and the signal destroys them all through this one.
    this[kOptions] = { ...merged, auth: null, signal: undefined! }
    const { host, protocol } = this
    const authority = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
    this[kUrl] = new URL(`${protocol}//${authority}:${merged.port ?? ''}${merged.path ? String(merged.path) : '/'}`)
    this[kVisited] = new Set([visit(this.method, this[kUrl])])
  },
})

/** Whether arguments of `request()` ask for redirections to be followed. */
export function followsRedirects(input: unknown, options: unknown): boolean {
  return asksForRedirects(options) || asksForRedirects(input)
}

function asksForRedirects(options: unknown): boolean {
  return typeof options === 'object' && options !== null && (options as RequestOptions).maxRedirects !== undefined
}
