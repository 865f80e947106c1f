/**
 * Agent: the public face of a pool of connections. What users see and override is here; the machinery is in pool/pool.ts.
 *
 * A request gets an idle socket, a new one, or a place in `requests`. A socket whose exchange is over emits `'free'`. The agent emits this event too, with
 * the options of the socket, and then gives the socket to a waiting request, keeps it, or destroys it.
 */
import { EventEmitter } from 'node:events'
import type { ClientRequest } from 'node:http'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { checkNames, codedError, defineBrand, defineConstructor, HTTP_PORT, HTTPS_PORT, invalidArgValue, validateFunction, validateInteger, validateNumber, validateObject, withoutBrackets } from '@layered-http/shared'
import { connectByUser } from './connect/by-user.js'
import { connectByRace, hasAddresses } from './connect/happy-eyeballs.js'
import { beginWatching } from './connect/watching.js'
import type { AgentEmitter } from './events.js'
import { AGENT_DEFAULTS, readLayered, type AgentOptions, type ConnectionOptions, type CreateCallback, type SocketCallback } from './options.js'
import { CLOSE_OPTIONS, type AgentCloseOptions, type AgentCloseResult } from './pool/closing.js'
import { registerCreateConnection } from './pool/connect.js'
import { idleTimeout, NO_TIME } from './pool/idle-timeout.js'
import { mergedPoolKey, poolKey } from './pool/key.js'
import { newLists } from './pool/lists.js'
import type { PoolOwner } from './pool/owner.js'
import { Pool, poolOf } from './pool/pool.js'
import { openAhead } from './pool/ahead.js'
import { keepForRetry, wantsRetry } from './pool/retry.js'
import { endIdle, requestOf, resetTimeout, setSocketTimeout, startIdle } from './pool/socket-port.js'
import { recordOf } from './pool/socket-record.js'
import type { PooledRequest } from './pooled-request.js'
import { proxyFromEnv, takesProxy } from './proxy/config.js'
import { rewriteForProxy } from './proxy/rewrite.js'
import { connectToProxy, openTunnel } from './proxy/tunnel.js'
import { onNewListener } from './secure/keylog.js'
import { secureName } from './secure/name.js'
import { ownGetName, registerGetName } from './secure/quick-key.js'
import { statsOf, totalsOf, type OriginStats } from './stats/stats.js'

/** A pool of connections. Its members are those of Node's Agent, and `stats`, `totals`, `close`, `preconnect` and `retryRequest`. */
export interface Agent extends AgentEmitter {
  /** The options it was made with, and defaults. They are laid over those of each request. */
  options: AgentOptions & ConnectionOptions
  /** Port of requests without one. */
  defaultPort: number
  /** Protocol of requests that may use the agent. With 'https:' its connections are TLS. */
  protocol: string
  /** Sockets are kept for later requests. */
  keepAlive: boolean
  /** Delay of the first TCP keep-alive probe of an idle socket, milliseconds. */
  keepAliveMsecs: number
  /** The agent closes an idle socket earlier than the server by this time, milliseconds. */
  agentKeepAliveTimeoutBuffer: number
  /** Sockets for one origin at a time. */
  maxSockets: number
  /** Idle sockets for one origin. */
  maxFreeSockets: number
  /** Sockets in all. */
  maxTotalSockets: number
  /** Which idle socket serves next: the one used last, or the one idle longest. */
  scheduling: 'lifo' | 'fifo'
  /** Sockets in all now. */
  totalSocketCount: number
  /** Waiting requests by the name of their origin. */
  requests: Record<string, ClientRequest[]>
  /** Sockets in use by the name of their origin. */
  sockets: Record<string, net.Socket[]>
  /** Idle sockets by the name of their origin. */
  freeSockets: Record<string, net.Socket[]>

  /**
   * Opens a connection: to the host of the options, or to the proxy. May be overridden: return a Duplex, or give it to `callback`.
   *
   * @throws ERR_MISSING_ARGS without options, and what `net.connect` throws
   */
  createConnection(options: ConnectionOptions, callback?: CreateCallback): Duplex | null | undefined

  /** Returns the name of the origin in these options. Requests with one name share sockets. May be overridden. */
  getName(options?: ConnectionOptions): string

  /**
   * Gives `request` an idle socket, a new one, or a place in the queue.
   *
   * @param options - where to connect; or a host, with `port` and `localAddress`
   */
  addRequest(request: PooledRequest, options: ConnectionOptions | string, port?: number, localAddress?: string): void

  /** Opens a socket with `createConnection`, adds it to the pool and gives it to `callback`. May be overridden. */
  createSocket(request: PooledRequest, options: ConnectionOptions, callback: SocketCallback): void

  /** Called before a socket becomes idle. Returns true to keep it; otherwise it is destroyed. May be overridden. */
  keepSocketAlive(socket: Duplex): boolean

  /** Called before an idle socket serves `request`. May be overridden. */
  reuseSocket(socket: Duplex, request: PooledRequest): void

  /** Takes a socket out of the pool for good. The next waiting request gets its place. */
  removeSocket(socket: Duplex, options?: ConnectionOptions): void

  /** Destroys every socket of the pool. Waiting requests get new ones; with `layered.destroyWaiting`, and after `close()`, they fail. */
  destroy(): void

  // Beyond Node

  /**
   * Returns the state of the pool by origin: `protocol//host:port`, or `unix:` and the path of a Unix socket. If a pool is not for every request to its origin (a
   * local address, a family, a TLS identity), `#` and eight hexadecimal digits follow. They are the same while the process runs.
   * How long requests waited is measured with the option `layered.stats`. The counts of the 1,000 origins that were used last are kept.
   */
  stats(): Record<string, OriginStats>

  /** Returns the sums of `stats()` over all origins. */
  totals(): OriginStats

  /**
   * Graceful close: requests in flight and waiting ones are served, later ones fail with ERR_AGENT_CLOSED, idle sockets are destroyed. Resolves when
   * the last socket has closed, with the numbers of requests that ended in each way. Requests that are left after `graceMs` fail with ERR_AGENT_CLOSED; at a call of `destroy()`,
   * those that wait fail with ERR_AGENT_DESTROYED. May be called again: the shortest `graceMs` counts.
   *
   * Rejects with ERR_INVALID_ARG_TYPE or ERR_OUT_OF_RANGE for a wrong `graceMs`, with ERR_INVALID_ARG_VALUE for an unknown option.
   */
  close(options?: AgentCloseOptions): Promise<AgentCloseResult>

  /**
   * Opens connections to `origin`, such as `https://example.org`, before there are requests for them. They become idle when they are connected, so the agent needs
   * `keepAlive`. No more are opened than `maxSockets`, `maxFreeSockets` and `maxTotalSockets` allow. Resolves with the number of connections that were opened.
   *
   * Rejects with ERR_INVALID_URL, ERR_INVALID_PROTOCOL, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE, and what `createConnection` throws.
   *
   * @param count - default 1
   */
  preconnect(origin: string | URL, count?: number): Promise<number>

  /**
   * Gives a request that met a stale socket a fresh one. Returns false if it may not be sent again: the option `layered.staleRetry` is off, the method is
   * not idempotent, or it was sent again before.
   */
  retryRequest(request: PooledRequest): boolean
}

type Methods = Pick<Agent, 'createConnection' | 'getName' | 'addRequest' | 'createSocket' | 'keepSocketAlive' | 'reuseSocket' | 'removeSocket' | 'destroy' | 'stats' | 'totals' | 'close' | 'preconnect' | 'retryRequest'>

const METHODS: Methods & ThisType<Agent> = {
  // As in Node, the length of createConnection and of getName is 0.
  createConnection(...args) {
    return openConnection(this, args[0], args[1])
  },

  getName(options = {}) {
    return this.protocol === 'https:' ? secureName(options) : poolKey(options)
  },

  addRequest(request, options, port, localAddress) {
    const pool = poolOf(this)
    const asked: ConnectionOptions = typeof options === 'string' ? { host: options, port: port!, localAddress: localAddress! } : options
    if (pool.ending.isClosing) {
      request.onSocket(null, codedError(Error, 'ERR_AGENT_CLOSED', 'The agent is closed'))
      return
    }
    const isSecure = pool.security.isOn
    if (pool.proxy !== undefined && !isSecure && takesProxy(pool.proxy, pool.merge(asked))) rewriteForProxy(request, asked, pool.proxy)
    if (wantsRetry(asked, pool.extra)) keepForRetry(request, asked)

    // Merging costs more than all the rest of serving a request from the pool, so it waits until a socket is opened.
    const isPlain = !isSecure && (this.getName === getName || ownGetName(this.getName) === getName)
    let merged: ConnectionOptions | undefined
    const key = isPlain ? mergedPoolKey(asked, this.options) : pool.security.quickKey.of(asked, request, () => pool.security.keyOf((merged = pool.merge(asked, request))))
    const free = isSecure && pool.security.isAlone(asked) ? undefined : pool.takeFree(key)
    if (free !== undefined) pool.use(free, request, key, asked)
    else if (pool.makePlace(key)) pool.open(request, merged ?? pool.merge(asked, request))
    else pool.enqueue(request, key, asked)
  },

  createSocket(request, options, callback) {
    const pool = poolOf(this)
    const connect = pool.merge(options, request)
    const key = pool.security.keyOf(connect)
    connect._agentKey = key
    connect.encoding = null
    // While a tunnel is opened, or addresses race, there is no socket yet on which the request could set its own timeout.
    if ((pool.proxy !== undefined || pool.extra.happyEyeballs) && request.timeout !== undefined) connect.timeout = request.timeout
    if (this.keepAlive) connect.keepAliveInitialDelay ??= this.keepAliveMsecs
    const { connectionWatcher } = request
    if (connectionWatcher !== undefined) beginWatching(connect, connectionWatcher, hostOf(pool, connect))
    pool.connect(key, connect, callback)
  },

  keepSocketAlive(socket) {
    startIdle(socket, this.keepAliveMsecs)
    const request = requestOf(socket)
    const hint = request?.serverKeepAlive ?? request?.res?.headers['keep-alive']
    const timeout = idleTimeout(poolOf(this).extra.idleTimeout || this.options.timeout || 0, hint, this.agentKeepAliveTimeoutBuffer)
    if (timeout === NO_TIME) return false
    setSocketTimeout(socket, timeout)
    return true
  },

  reuseSocket(socket, request) {
    request.reusedSocket = true
    endIdle(socket)
    resetTimeout(socket, request, this.options.timeout)
  },

  removeSocket(socket, options) {
    poolOf(this).remove(socket, options)
  },

  destroy() {
    poolOf(this).ending.endWaiting()
    for (const lists of [this.freeSockets, this.sockets]) {
      for (const key of Object.keys(lists)) for (const socket of [...lists[key]!]) socket.destroy()
    }
  },

  stats() {
    const { places, meter } = poolOf(this)
    return statsOf({ agent: this, pending: places.pending, meter })
  },

  totals() {
    const { places, meter } = poolOf(this)
    return totalsOf({ agent: this, pending: places.pending, meter })
  },

  async close(options = {}) {
    validateObject(options, 'options')
    checkNames(options, 'options', CLOSE_OPTIONS)
    const { graceMs = Infinity } = options
    validateNumber(graceMs, 'options.graceMs', 0)
    return new Promise((resolve) => poolOf(this).ending.close(graceMs, resolve))
  },

  async preconnect(origin, count = 1) {
    validateInteger(count, 'count', 0)
    const url = new URL(origin)
    if (url.protocol !== this.protocol) throw codedError(TypeError, 'ERR_INVALID_PROTOCOL', `Protocol "${url.protocol}" not supported. Expected "${this.protocol}"`)
    return openAhead(poolOf(this), { host: withoutBrackets(url.hostname), port: url.port === '' ? this.defaultPort : Number(url.port) }, count)
  },

  retryRequest(request) {
    return poolOf(this).retry(request)
  },
}

const { getName, createConnection } = METHODS
registerGetName(getName, getName)
registerCreateConnection(createConnection)

/** `createConnection` of all our agents. */
export function openConnection(agent: Agent, options: ConnectionOptions, callback: CreateCallback | undefined): Duplex | undefined {
  const { proxy, security, extra, races, tunnels } = poolOf(agent)
  if (proxy !== undefined && takesProxy(proxy, options)) {
    if (!security.isOn) return connectToProxy(proxy, options)
    validateFunction(callback, 'callback')
    openTunnel(proxy, options, { keepAlive: agent.keepAlive || Number.isFinite(agent.maxSockets), connect: (through) => security.connect(through), opening: tunnels }, callback as SocketCallback)
    return undefined
  }
  if (extra.connect !== null) {
    validateFunction(callback, 'callback')
    connectByUser(extra.connect, options, security, callback as SocketCallback)
    return undefined
  }
  if (extra.happyEyeballs && hasAddresses(options)) {
    validateFunction(callback, 'callback')
    connectByRace(options, security.isOn ? (over) => security.connect(over) : undefined, races, callback as SocketCallback)
    return undefined
  }
  if (security.isOn) return security.connect(options)
  return net.createConnection(options as net.NetConnectOpts, callback as (() => void) | undefined)
}

/** The host to which a connection with these options is opened: that of the proxy, or of the options. Undefined for a Unix socket, and if the program connects. */
function hostOf({ proxy, extra }: Pool, options: ConnectionOptions): string | undefined {
  if (proxy !== undefined && takesProxy(proxy, options)) return proxy.host
  return extra.connect !== null || options.path || options.socket !== undefined ? undefined : (options.host ?? 'localhost')
}

/** The constructor of an {@link Agent}. Callable without `new`. */
export interface AgentConstructor {
  /** Throws ERR_INVALID_ARG_VALUE, ERR_INVALID_ARG_TYPE or ERR_OUT_OF_RANGE for a wrong `scheduling`, `maxTotalSockets` or option in `layered`, ERR_PROXY_INVALID_CONFIG for a wrong proxy. */
  new (options?: AgentOptions): Agent
  (options?: AgentOptions): Agent
  readonly prototype: Agent
  /** `maxSockets` of agents without that option. Default Infinity. */
  defaultMaxSockets: number
}

/** In what a class of agents differs from others. */
export interface AgentClassSettings {
  /** A proxy in `proxyEnv` that is not of http: or https: is ignored, as by Node, and connections are direct. Otherwise it is an error. */
  ignoresOtherProxies: boolean
}

const AGENT_CLASS: AgentClassSettings = { ignoresOtherProxies: false }

/**
 * Returns a new class of agents, with a prototype of its own: changes to that prototype are not seen in other classes. An object of any of these classes is an
 * `instanceof` each of them, also across copies of this package.
 */
export function defineAgent(settings: AgentClassSettings = AGENT_CLASS): AgentConstructor {
  const constructor = defineConstructor<AgentConstructor>(
    { name: 'Agent', prototype: METHODS },
    {
      Agent: function (this: Agent | undefined, options?: AgentOptions): Agent | void {
        if (!(this instanceof constructor)) return new constructor(options)
        initAgent(this, options, constructor.defaultMaxSockets, settings)
      },
    },
    EventEmitter,
  )
  constructor.defaultMaxSockets = Infinity
  defineBrand(constructor, 'Agent')
  return constructor
}

/** A pool of connections. Callable without `new`. */
export const Agent: AgentConstructor = defineAgent()

function initAgent(agent: Agent, options: AgentOptions | undefined, defaultMaxSockets: number, settings: AgentClassSettings): void {
  ;(EventEmitter as unknown as (this: EventEmitter) => void).call(agent)
  const own = Object.assign(Object.create(null) as AgentOptions & ConnectionOptions, options)
  agent.options = own
  own.noDelay ??= true
  // With a path net.connect would open a Unix socket.
  own.path = null
  // Subclasses may have accessors of the name `protocol`, which do not work before their own constructor has run.
  const protocol = own.protocol ?? 'http:'
  agent.defaultPort = own.defaultPort ?? (protocol === 'https:' ? HTTPS_PORT : HTTP_PORT)
  agent.protocol = protocol
  agent.keepAlive = own.keepAlive ?? AGENT_DEFAULTS.keepAlive
  agent.keepAliveMsecs = own.keepAliveMsecs || AGENT_DEFAULTS.keepAliveMsecs
  const buffer = own.agentKeepAliveTimeoutBuffer
  agent.agentKeepAliveTimeoutBuffer = Number.isFinite(buffer) && buffer! >= 0 ? buffer! : AGENT_DEFAULTS.agentKeepAliveTimeoutBuffer
  agent.maxSockets = own.maxSockets || defaultMaxSockets
  agent.maxFreeSockets = own.maxFreeSockets || AGENT_DEFAULTS.maxFreeSockets
  agent.scheduling = own.scheduling || AGENT_DEFAULTS.scheduling
  if (agent.scheduling !== 'lifo' && agent.scheduling !== 'fifo') throw invalidArgValue('scheduling', agent.scheduling, "must be one of: 'fifo', 'lifo'", undefined, initAgent)
  const { maxTotalSockets = AGENT_DEFAULTS.maxTotalSockets } = own
  validateNumber(maxTotalSockets, 'maxTotalSockets', 1, initAgent)
  agent.maxTotalSockets = maxTotalSockets
  agent.totalSocketCount = 0
  agent.requests = newLists()
  agent.sockets = newLists()
  agent.freeSockets = newLists()
  const extra = readLayered(own.layered)
  const owner: PoolOwner = agent
  new Pool(owner, { extra, proxy: proxyFromEnv(own.proxyEnv, protocol, { rules: extra.noProxy, ignoresOthers: settings.ignoresOtherProxies }) })
  agent.on('free', onFree)
  agent.on('newListener', onNewListener)
}

/** The pool takes part in its own event, so that other listeners see the socket too, as with Node. */
function onFree(this: Agent, socket: Duplex, options: ConnectionOptions): void {
  const pool = poolOf(this)
  // User code may emit the event for a socket that the pool has not opened.
  const record = recordOf(socket) ?? pool.adopt(socket, pool.security.keyOf(options), options)
  if (record.state === 'active') pool.release(socket, record)
}
