/**
 * Agent: which socket serves which request.
 *
 * A socket gets its listeners once, when it joins the pool. What the pool knows of it is one record, found through
 * the socket. A request that cannot have a socket yet waits in `requests` and is served in turn.
 */
import { EventEmitter } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { defineConstructor, invalidArgValue, validateNumber } from '@layered-http/shared'
import { DEFAULT_KEEP_ALIVE_MSECS, DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER, DEFAULT_MAX_FREE_SOCKETS } from './limits.js'
import type { AgentOptions, ConnectionOptions } from './options.js'
import { mergedPoolKey, poolKey } from './pool-key.js'
import type { PooledRequest } from './pooled-request.js'
import { nextState, type SocketEvent, type SocketState } from './socket-state.js'

/** What the pool knows of a socket. */
interface PooledSocket {
  readonly agent: Agent
  readonly key: string
  readonly options: ConnectionOptions
  state: SocketState
  /** From when on the server may have closed an idle socket, milliseconds since the epoch. */
  expires: number
}

const NEVER = Infinity

const kPooled = Symbol('pooled socket')
const kWaitOptions = Symbol('connection options of a waiting request')

/** A socket with our record, and the name under which Node's requests leave themselves on it. */
type AgentSocket = net.Socket & { [kPooled]?: PooledSocket; _httpMessage?: PooledRequest | null }
type WaitingRequest = PooledRequest & { [kWaitOptions]?: ConnectionOptions }

type CreateCallback = (error: Error | null, socket?: Duplex) => void

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
  declare requests: Record<string, PooledRequest[]>
  /** Sockets in use by name. */
  declare sockets: Record<string, Duplex[]>
  /** Idle sockets by name. */
  declare freeSockets: Record<string, Duplex[]>

  /** The name under which requests with these options share sockets. May be overridden. */
  getName(options?: ConnectionOptions): string {
    return poolKey(options)
  }

  /** Opens a connection. May be overridden: return a Duplex, or hand it to `callback`. */
  createConnection(options: ConnectionOptions, callback?: CreateCallback): Duplex | null | undefined {
    return net.createConnection(options as net.NetConnectOpts, callback as (() => void) | undefined)
  }

  /** Gives `request` an idle socket, a new one, or a place in the queue. */
  addRequest(request: PooledRequest, options: ConnectionOptions): void {
    // Merging costs more than all the rest of serving a request from the pool, so it waits until a socket is opened.
    const overridden = this.getName !== AgentMethods.prototype.getName
    const merged = overridden ? this.merge(options) : undefined
    const key = merged === undefined ? mergedPoolKey(options, this.options) : this.getName(merged)
    const free = this.takeFree(key)
    if (free !== undefined) {
      this.use(free, request, key, options)
    } else if (this.mayOpen(key)) {
      this.open(request, merged ?? this.merge(options))
    } else {
      ;(request as WaitingRequest)[kWaitOptions] = options
      ;(this.requests[key] ??= []).push(request)
    }
  }

  /** The options of a connection: those of the request, and the agent's over them. */
  private merge(options: ConnectionOptions): ConnectionOptions {
    const merged: ConnectionOptions = { ...options, ...this.options }
    if (merged.socketPath) merged.path = merged.socketPath
    return merged
  }

  /** Opens a socket for `options` and makes it the pool's. */
  createSocket(_request: PooledRequest, options: ConnectionOptions, callback: CreateCallback): void {
    const key = this.getName(options)
    const connect: ConnectionOptions = { ...this.merge(options), servername: options.servername, encoding: null }
    let called = false
    const onCreate: CreateCallback = (error, socket) => {
      if (called) return
      called = true
      if (error || !socket) {
        callback(error ?? new Error('createConnection gave no socket'))
        return
      }
      this.adopt(socket as AgentSocket, key, connect)
      callback(null, socket)
    }
    const created = this.createConnection(connect, onCreate)
    if (created) onCreate(null, created)
  }

  /** A socket is idle now: may it stay? May be overridden. */
  keepSocketAlive(socket: Duplex): boolean {
    const tcp = socket as net.Socket
    tcp.setKeepAlive?.(true, this.keepAliveMsecs)
    tcp.unref?.()
    const message = (socket as AgentSocket)._httpMessage
    const hint = keepAliveHint(message?.serverKeepAlive ?? message?.res?.headers['keep-alive'])
    if (hint === undefined) return true
    const left = hint - this.agentKeepAliveTimeoutBuffer
    if (left <= 0) return false
    const pooled = (socket as AgentSocket)[kPooled]
    if (pooled !== undefined) pooled.expires = Date.now() + left
    return true
  }

  /** An idle socket is about to serve `request`. May be overridden. */
  reuseSocket(socket: Duplex, request: PooledRequest): void {
    request.reusedSocket = true
    ;(socket as net.Socket).ref?.()
  }

  /** Takes a socket out of the pool for good. */
  removeSocket(socket: Duplex): void {
    const pooled = (socket as AgentSocket)[kPooled]
    if (pooled === undefined || pooled.state === 'gone') return
    take(pooled.state === 'free' ? this.freeSockets : this.sockets, pooled.key, socket)
    transition(pooled, 'remove')
    this.totalSocketCount--
    this.serveNext(pooled.key)
  }

  /** Destroys every socket of the pool. */
  destroy(): void {
    for (const set of [this.freeSockets, this.sockets]) {
      for (const key of Object.keys(set)) for (const socket of [...set[key]!]) socket.destroy()
    }
  }

  private takeFree(key: string): AgentSocket | undefined {
    const free = this.freeSockets[key] as AgentSocket[] | undefined
    if (free === undefined) return undefined
    let socket: AgentSocket | undefined
    while ((socket = this.scheduling === 'fifo' ? free.shift() : free.pop()) !== undefined) {
      const expires = socket[kPooled]?.expires ?? NEVER
      if (!socket.destroyed && socket.writable && (expires === NEVER || Date.now() < expires)) break
      socket.destroy()
    }
    if (free.length === 0) delete this.freeSockets[key]
    return socket
  }

  private mayOpen(key: string): boolean {
    return (this.sockets[key]?.length ?? 0) < this.maxSockets && this.totalSocketCount < this.maxTotalSockets
  }

  private open(request: PooledRequest, options: ConnectionOptions): void {
    this.createSocket(request, options, (error, socket) => {
      if (!error) {
        give(socket as AgentSocket, request)
        return
      }
      request.onSocket(null, error)
      // No socket will close and so call the next one.
      this.serveNext(this.getName(options))
    })
  }

  /** @internal makes `socket` one of the pool's, in use */
  adopt(socket: AgentSocket, key: string, options: ConnectionOptions): PooledSocket {
    const pooled: PooledSocket = { agent: this, key, options, state: 'active', expires: NEVER }
    socket[kPooled] = pooled
    ;(this.sockets[key] ??= []).push(socket)
    this.totalSocketCount++
    socket.on('free', socketOnFree)
    socket.on('close', socketOnGone)
    socket.on('timeout', socketOnTimeout)
    socket.on('agentRemove', socketOnRemove)
    socket.on('error', socketOnError)
    return pooled
  }

  /** Puts an idle socket to work. Somebody may have laid it in the pool by hand. */
  private use(socket: AgentSocket, request: PooledRequest, key: string, options: ConnectionOptions): void {
    const pooled = socket[kPooled]
    if (pooled === undefined) this.adopt(socket, key, options)
    else {
      transition(pooled, 'reuse')
      pooled.expires = NEVER
      ;(this.sockets[key] ??= []).push(socket)
    }
    this.reuseSocket(socket, request)
    give(socket, request)
  }

  /** @internal the `'free'` event of one of our sockets */
  release(socket: Duplex, pooled: PooledSocket): void {
    const { key } = pooled
    const message = (socket as AgentSocket)._httpMessage
    // A socket that can serve nobody takes nobody's turn: who waits is served when it has closed.
    const waiting = socket.writable ? this.nextWaiting(key) : undefined
    if (waiting !== undefined) {
      transition(pooled, 'reuse')
      this.reuseSocket(socket, waiting)
      give(socket as AgentSocket, waiting)
      return
    }
    const mayKeep = this.keepAlive && message?.shouldKeepAlive && socket.writable
    const free = this.freeSockets[key]
    if (!mayKeep || (free?.length ?? 0) >= this.maxFreeSockets || !this.keepSocketAlive(socket)) {
      socket.destroy()
      return
    }
    take(this.sockets, key, socket)
    transition(pooled, 'free')
    ;(this.freeSockets[key] ??= []).push(socket)
    ;(socket as AgentSocket)._httpMessage = null
  }

  /** The first request for `key` that is still wanted. */
  private nextWaiting(key: string): PooledRequest | undefined {
    const queue = this.requests[key]
    if (queue === undefined) return undefined
    let request: PooledRequest | undefined
    do request = queue.shift()
    while (request?.destroyed)
    if (queue.length === 0) delete this.requests[key]
    return request
  }

  /** A place became free: opens a socket for whoever waits, for the same origin first. */
  private serveNext(key: string): void {
    for (const origin of [key, ...Object.keys(this.requests)]) {
      if (this.requests[origin] === undefined || !this.mayOpen(origin)) continue
      const request = this.nextWaiting(origin)
      if (request === undefined) continue
      this.open(request, this.merge((request as WaitingRequest)[kWaitOptions]!))
      return
    }
  }
}

/** A pool of connections. Callable without `new`. */
export type Agent = AgentMethods

export interface AgentConstructor {
  new (options?: AgentOptions): Agent
  (options?: AgentOptions): Agent
  readonly prototype: Agent
  /** Sockets for one origin at a time, for agents that do not say. */
  readonly defaultMaxSockets: number
}

export const Agent: AgentConstructor = defineConstructor<AgentConstructor>(AgentMethods, function Agent(this: AgentMethods | undefined, options?: AgentOptions): AgentMethods | void {
  if (!(this instanceof Agent)) return new (Agent as unknown as AgentConstructor)(options)
  ;(EventEmitter as unknown as (this: EventEmitter) => void).call(this)
  this.options = Object.assign(Object.create(null) as AgentOptions, options)
  this.options.noDelay ??= true
  // A path here would make net.connect open a Unix socket.
  this.options.path = null
  this.defaultPort = this.options.defaultPort ?? 80
  this.protocol = this.options.protocol ?? 'http:'
  this.keepAlive = this.options.keepAlive ?? false
  this.keepAliveMsecs = this.options.keepAliveMsecs || DEFAULT_KEEP_ALIVE_MSECS
  const buffer = this.options.agentKeepAliveTimeoutBuffer
  this.agentKeepAliveTimeoutBuffer = typeof buffer === 'number' && buffer >= 0 ? buffer : DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER
  this.maxSockets = this.options.maxSockets || Infinity
  this.maxFreeSockets = this.options.maxFreeSockets || DEFAULT_MAX_FREE_SOCKETS
  this.scheduling = this.options.scheduling ?? 'lifo'
  if (this.scheduling !== 'lifo' && this.scheduling !== 'fifo') {
    throw invalidArgValue('scheduling', this.scheduling, "must be one of: 'fifo', 'lifo'")
  }
  this.maxTotalSockets = this.options.maxTotalSockets ?? Infinity
  validateNumber(this.maxTotalSockets, 'maxTotalSockets', 1)
  this.totalSocketCount = 0
  this.requests = Object.create(null) as Record<string, PooledRequest[]>
  this.sockets = Object.create(null) as Record<string, Duplex[]>
  this.freeSockets = Object.create(null) as Record<string, Duplex[]>
  this.on('free', agentOnFree)
})

function transition(pooled: PooledSocket, event: SocketEvent): void {
  pooled.state = nextState(pooled.state, event)
}

/** Removes `socket` from a list, and the list when it is empty: a pool keeps no names of origins it is done with. */
function take(set: Record<string, Duplex[]>, key: string, socket: Duplex): void {
  const list = set[key]
  const index = list === undefined ? -1 : list.indexOf(socket)
  if (index === -1) return
  list!.splice(index, 1)
  if (list!.length === 0) delete set[key]
}

function give(socket: AgentSocket, request: PooledRequest): void {
  if (request.destroyed) socket.destroy()
  else request.onSocket(socket)
}

/** Milliseconds of `timeout=` in a Keep-Alive header. */
function keepAliveHint(header: string | string[] | undefined): number | undefined {
  const match = typeof header === 'string' ? /(?:^|[\s,;])timeout=(\d+)/i.exec(header) : null
  return match === null ? undefined : Number(match[1]) * 1000
}

// Through an event of the agent, so that others can listen to it, as with Node.
function agentOnFree(this: Agent, socket: Duplex, options: ConnectionOptions): void {
  // Whoever emits the event may bring a socket that the pool has not opened itself.
  const pooled = (socket as AgentSocket)[kPooled] ?? this.adopt(socket as AgentSocket, this.getName(options), options)
  if (pooled.state === 'active') this.release(socket, pooled)
}

// One set of listeners for every socket; `this` is the socket.

function socketOnFree(this: AgentSocket): void {
  const { agent, options } = this[kPooled]!
  agent.emit('free', this, options)
}

function socketOnGone(this: AgentSocket): void {
  this[kPooled]!.agent.removeSocket(this)
}

/** An upgrade took the socket: it is no business of the pool's any more. */
function socketOnRemove(this: AgentSocket): void {
  this[kPooled]!.agent.removeSocket(this)
  this.off('free', socketOnFree)
  this.off('close', socketOnGone)
  this.off('timeout', socketOnTimeout)
  this.off('agentRemove', socketOnRemove)
  this.off('error', socketOnError)
}

/** An idle socket may fail, nobody is hurt; a request that uses one hears of it by a listener of its own. */
function socketOnError(): void {}

/** Only an idle socket is destroyed: in use, the request decides. */
function socketOnTimeout(this: AgentSocket): void {
  if (this[kPooled]!.state === 'free') this.destroy()
}
