/**
 * Agent: which socket serves which request.
 *
 * A request gets an idle socket, a new one, or a place in `requests`. A socket whose exchange is over emits `'free'`; the
 * agent emits it again, with the socket's options, and then serves who waits, keeps the socket, or destroys it. Here is
 * what others see and override; how it is done is in pool.ts.
 */
import { EventEmitter } from 'node:events'
import type { ClientRequest } from 'node:http'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { codedError, defineConstructor, invalidArgValue, validateFunction, validateNumber } from '@layered-http/shared'
import { idleTimeout } from './idle-timeout.js'
import { DEFAULT_KEEP_ALIVE_MSECS, DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER, DEFAULT_MAX_FREE_SOCKETS } from './limits.js'
import { readLayered, type AgentOptions, type ConnectionOptions, type CreateCallback, type SocketCallback } from './options.js'
import { Pool, poolOf } from './pool.js'
import { mergedPoolKey, poolKey } from './pool-key.js'
import type { PooledRequest } from './pooled-request.js'
import { pooledSocket, type AgentSocket } from './pooled-socket.js'
import { proxyFromEnv, takesProxy } from './proxy/config.js'
import { rewriteForProxy } from './proxy/rewrite.js'
import { connectToProxy, openTunnel } from './proxy/tunnel.js'
import { mayRetry, noteForRetry, optionsForRetry, wantsSecondTry } from './retry.js'
import { onNewListener } from './secure/keylog.js'
import { secureName } from './secure/name.js'
import { noteOwnName } from './secure/quick-key.js'
import { newLists } from './socket-lists.js'
import { Meter, statsOf, type OriginStats } from './stats.js'

/** Ports where no option says otherwise (RFC 9110 sections 4.2.1 and 4.2.2). */
const HTTP_PORT = 80
export const HTTPS_PORT = 443

class AgentMethods extends EventEmitter {
  declare options: AgentOptions
  declare defaultPort: number
  declare protocol: string
  declare keepAlive: boolean
  declare keepAliveMsecs: number
  declare agentKeepAliveTimeoutBuffer: number
  declare maxSockets: number
  declare maxFreeSockets: number
  declare maxTotalSockets: number
  declare scheduling: 'lifo' | 'fifo'
  declare totalSocketCount: number
  /** Waiting requests by {@link AgentMethods.getName}. */
  declare requests: Record<string, ClientRequest[]>
  /** Sockets in use by name. */
  declare sockets: Record<string, net.Socket[]>
  /** Idle sockets by name. */
  declare freeSockets: Record<string, net.Socket[]>

  /**
   * Opens a connection: to the host of the options, or to the proxy. May be overridden: return a Duplex, or hand it to
   * `callback`.
   *
   * @throws ERR_MISSING_ARGS without options, and what `net.connect` throws
   */
  createConnection(options: ConnectionOptions, callback?: CreateCallback): Duplex | null | undefined {
    const { proxy, security } = poolOf(this)
    if (proxy !== undefined && takesProxy(proxy, options)) {
      if (!security.isOn) return connectToProxy(proxy, options)
      validateFunction(callback, 'callback')
      openTunnel(proxy, options, { keepAlive: this.keepAlive || Number.isFinite(this.maxSockets), connect: (through) => security.connect(through) }, callback as SocketCallback)
      return undefined
    }
    if (security.isOn) return security.connect(options)
    return net.createConnection(options as net.NetConnectOpts, callback as (() => void) | undefined)
  }

  /** The name under which requests with these options share sockets. May be overridden. */
  getName(options?: ConnectionOptions): string {
    return this.protocol === 'https:' ? secureName(options) : poolKey(options)
  }

  /**
   * Gives `request` an idle socket, a new one, or a place in the queue.
   *
   * @param options - where to; or a host, with `port` and `localAddress`
   */
  addRequest(request: PooledRequest, options: ConnectionOptions | string, port?: number, localAddress?: string): void {
    const pool = poolOf(this)
    const asked: ConnectionOptions = typeof options === 'string' ? { host: options, port: port!, localAddress: localAddress! } : options
    if (pool.isClosing) {
      request.onSocket(null, codedError(Error, 'ERR_AGENT_CLOSED', 'The agent is closed'))
      return
    }
    const isSecure = pool.security.isOn
    if (pool.proxy !== undefined && !isSecure && takesProxy(pool.proxy, pool.merge(asked))) rewriteForProxy(request, asked, pool.proxy)
    if (wantsSecondTry(asked, pool.extra)) noteForRetry(request, asked)

    // Merging costs more than all the rest of serving a request from the pool, so it waits until a socket is opened.
    const isPlain = this.getName === Agent.prototype.getName && !isSecure
    let merged: ConnectionOptions | undefined
    const key = isPlain ? mergedPoolKey(asked, this.options) : pool.security.quickKey.of(asked, request, () => pool.security.keyOf((merged = pool.merge(asked, request))))
    const free = isSecure && pool.security.isAlone(asked) ? undefined : pool.takeFree(key)
    if (free !== undefined) pool.use(free, request, key, asked)
    else if (pool.hasPlace(key)) pool.open(request, merged ?? pool.merge(asked, request))
    else pool.enqueue(request, key, asked)
  }

  /** Opens a socket for `options`, makes it the pool's and hands it to `callback`. May be overridden. */
  createSocket(request: PooledRequest, options: ConnectionOptions, callback: SocketCallback): void {
    const pool = poolOf(this)
    const connect = pool.merge(options, request)
    const key = pool.security.keyOf(connect)
    connect._agentKey = key
    connect.encoding = null
    // A tunnel has no socket yet on which a request could set a timeout of its own.
    if (pool.proxy !== undefined && request.timeout !== undefined) connect.timeout = request.timeout
    if (this.keepAlive) connect.keepAliveInitialDelay ??= this.keepAliveMsecs
    pool.connect(key, connect, callback)
  }

  /** A socket is idle now: may it stay? May be overridden; what is not true destroys it. */
  keepSocketAlive(socket: Duplex): boolean {
    const tcp = socket as net.Socket
    tcp.setKeepAlive?.(true, this.keepAliveMsecs)
    tcp.unref?.()
    const message = (socket as AgentSocket)._httpMessage
    const hint = message?.serverKeepAlive ?? message?.res?.headers['keep-alive']
    const timeout = idleTimeout(this.options.timeout || 0, hint, this.agentKeepAliveTimeoutBuffer)
    if (timeout < 0) return false
    if (tcp.timeout !== timeout) tcp.setTimeout?.(timeout)
    return true
  }

  /** An idle socket is about to serve `request`. May be overridden. */
  reuseSocket(socket: Duplex, request: PooledRequest): void {
    request.reusedSocket = true
    ;(socket as net.Socket).ref?.()
  }

  /** Takes a socket out of the pool for good, and lets the next request have its place. */
  removeSocket(socket: Duplex, options?: ConnectionOptions): void {
    poolOf(this).remove(socket, options)
  }

  /** Destroys every socket of the pool. Waiting requests get new ones. */
  destroy(): void {
    for (const set of [this.freeSockets, this.sockets]) {
      for (const key of Object.keys(set)) for (const socket of [...set[key]!]) socket.destroy()
    }
  }

  // Beyond Node

  /**
   * The pool by origin: `protocol//host:port`, or `unix:` and the path of a Unix socket. Where a pool is not for every request to its origin (a local address, a
   * family, a TLS identity), `#` and eight hexadecimal digits follow, which stand for the rest within this process.
   * What concerns the past is counted with the option `layered.stats`.
   */
  stats(): Record<string, OriginStats> {
    return statsOf(this, poolOf(this))
  }

  /**
   * Ends in peace: requests in flight and waiting ones are served, later ones fail with ERR_AGENT_CLOSED, idle sockets are
   * destroyed. Resolves when the last socket is gone.
   */
  close(): Promise<void> {
    return new Promise((resolve) => poolOf(this).close(resolve))
  }

  /**
   * Gives a request that met a stale socket a fresh one, once. Returns false if it may not be sent again: the option
   * `layered.staleRetry` is off, the method is not idempotent, or it is the second time.
   */
  retryRequest(request: PooledRequest): boolean {
    const pool = poolOf(this)
    if (!mayRetry(request)) return false
    request.reusedSocket = false
    const options = optionsForRetry(request)
    const merged = pool.merge(options, request)
    const key = pool.security.keyOf(merged)
    if (pool.hasPlace(key)) pool.open(request, merged)
    else pool.enqueue(request, key, options, true)
    return true
  }
}

/** A pool of connections. Callable without `new`. */
export type Agent = AgentMethods

export interface AgentConstructor {
  new (options?: AgentOptions): Agent
  (options?: AgentOptions): Agent
  readonly prototype: Agent
  /** Sockets for one origin at a time, for agents that do not say. */
  defaultMaxSockets: number
}

export const Agent: AgentConstructor = defineConstructor<AgentConstructor>(AgentMethods, { Agent: function (this: AgentMethods | undefined, options?: AgentOptions): AgentMethods | void {
  if (!(this instanceof Agent)) return new Agent(options)
  ;(EventEmitter as unknown as (this: EventEmitter) => void).call(this)
  this.options = Object.assign(Object.create(null) as AgentOptions, options)
  this.options.noDelay ??= true
  // A path here would make net.connect open a Unix socket.
  this.options.path = null
  // Subclasses have accessors of the name `protocol`, which may not work before their own constructor has run.
  const protocol = this.options.protocol ?? 'http:'
  this.defaultPort = this.options.defaultPort ?? (protocol === 'https:' ? HTTPS_PORT : HTTP_PORT)
  this.protocol = protocol
  this.keepAlive = this.options.keepAlive ?? false
  this.keepAliveMsecs = this.options.keepAliveMsecs || DEFAULT_KEEP_ALIVE_MSECS
  const buffer = this.options.agentKeepAliveTimeoutBuffer
  this.agentKeepAliveTimeoutBuffer = Number.isFinite(buffer) && buffer! >= 0 ? buffer! : DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER
  this.maxSockets = this.options.maxSockets || Agent.defaultMaxSockets
  this.maxFreeSockets = this.options.maxFreeSockets || DEFAULT_MAX_FREE_SOCKETS
  this.scheduling = this.options.scheduling || 'lifo'
  if (this.scheduling !== 'lifo' && this.scheduling !== 'fifo') {
    throw invalidArgValue('scheduling', this.scheduling, "must be one of: 'fifo', 'lifo'")
  }
  const { maxTotalSockets = Infinity } = this.options
  validateNumber(maxTotalSockets, 'maxTotalSockets', 1)
  this.maxTotalSockets = maxTotalSockets
  this.totalSocketCount = 0
  this.requests = newLists()
  this.sockets = newLists()
  this.freeSockets = newLists()
  const extra = readLayered(this.options.layered)
  new Pool(this, { extra, proxy: proxyFromEnv(this.options.proxyEnv, protocol), meter: extra.stats ? new Meter(this) : undefined })
  this.on('free', agentOnFree)
  this.on('newListener', onNewListener)
} })
Agent.defaultMaxSockets = Infinity
noteOwnName(Agent.prototype.getName)

// Through an event of the agent, so that others can listen to it, as with Node.
function agentOnFree(this: Agent, socket: Duplex, options: ConnectionOptions): void {
  const pool = poolOf(this)
  // Whoever emits the event may bring a socket that the pool has not opened itself.
  const pooled = pooledSocket(socket) ?? pool.adopt(socket, pool.security.keyOf(options), options)
  if (pooled.state === 'active') pool.release(socket, pooled)
}
