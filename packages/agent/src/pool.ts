/**
 * Pool: the machinery behind an agent. It keeps the lists that the agent shows, the queue, and the places that sockets and
 * pending connections hold. Whatever others may override, it calls on the agent.
 */
import type { ClientRequest } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { codedError } from '@layered-http/shared'
import type { Agent } from './agent.js'
import { clock } from './clock.js'
import type { ConnectionOptions, ExtraOptions, SocketCallback } from './options.js'
import type { PooledRequest } from './pooled-request.js'
import { joinPool, pooledSocket, transition, type AgentSocket, type PooledSocket } from './pooled-socket.js'
import type { Proxy } from './proxy/config.js'
import { reportFailure } from './proxy/report.js'
import { serverName } from './server-name.js'
import { forwardKeylog } from './secure/keylog.js'
import { Security } from './secure/security.js'
import { add, count, take, type Lists } from './socket-lists.js'
import type { Meter } from './stats.js'
import { startWaiting, stopWaiting, waitingOf } from './waiting.js'

const kPool = Symbol('pool')

type PoolingAgent = Agent & { [kPool]?: Pool }

/** The pool behind `agent`. */
export function poolOf(agent: Agent): Pool {
  return (agent as PoolingAgent)[kPool]!
}

/** What a pool is made of besides its agent's fields. */
interface PoolParts {
  readonly extra: ExtraOptions
  readonly proxy: Proxy | undefined
  readonly meter: Meter | undefined
}

export class Pool {
  readonly extra: ExtraOptions
  readonly proxy: Proxy | undefined
  readonly meter: Meter | undefined
  readonly security: Security
  /** Connections that `createConnection` has not delivered yet, by name. They hold places as sockets do. */
  readonly connecting = new Map<string, { count: number; readonly options: ConnectionOptions }>()
  private totalConnecting = 0
  /** Whether anybody asks for the time: it is not looked at otherwise. */
  private readonly isTimed: boolean
  private isServing = false
  /** Who waits for the end, once the agent is closing. */
  private closing: (() => void)[] | undefined

  constructor(
    private readonly agent: Agent,
    { extra, proxy, meter }: PoolParts,
  ) {
    this.extra = extra
    this.proxy = proxy
    this.meter = meter
    this.security = new Security(agent)
    this.isTimed = meter !== undefined || extra.maxAge !== Infinity
    // Not enumerable: an agent has the keys of Node's.
    Object.defineProperty(agent, kPool, { value: this, writable: true, configurable: true })
  }

  get isClosing(): boolean {
    return this.closing !== undefined
  }

  /** Calls `resolve` when nothing is left: no socket, no pending connection, no request. */
  close(resolve: () => void): void {
    ;(this.closing ??= []).push(resolve)
    for (const list of Object.values(this.agent.freeSockets)) for (const socket of [...list]) socket.destroy()
    this.concludeClose()
  }

  /** The options of a connection: those of the request, and the agent's over them. */
  merge(options: ConnectionOptions, request?: PooledRequest): ConnectionOptions {
    const merged = Object.assign(Object.create(null) as ConnectionOptions, options, this.agent.options)
    if (merged.socketPath) merged.path = merged.socketPath
    if (request !== undefined) merged.servername = serverName(merged, request)
    return merged
  }

  // Sockets

  /** An idle socket for `key`. What cannot serve any more goes. */
  takeFree(key: string): Duplex | undefined {
    const { freeSockets, scheduling } = this.agent
    const free = freeSockets[key]
    if (free === undefined) return undefined
    let socket: Socket | undefined
    while ((socket = scheduling === 'fifo' ? free.shift() : free.pop()) !== undefined) {
      if (!socket.destroyed && socket.writable && !this.isWornOut(socket) && !isPoisoned(socket)) break
      socket.destroy()
    }
    if (free.length === 0) delete freeSockets[key]
    return socket
  }

  /** Puts an idle socket to work. Somebody may have laid it in the pool by hand. */
  use(socket: Duplex, request: PooledRequest, key: string, options: ConnectionOptions): void {
    const pooled = pooledSocket(socket)
    if (pooled === undefined) {
      this.adopt(socket, key, options)
    } else {
      transition(pooled, 'reuse')
      add<Duplex>(this.agent.sockets, key, socket)
    }
    if (this.meter !== undefined) this.meter.at(key, options).reused++
    this.agent.reuseSocket(socket, request)
    give(socket, request)
  }

  /** Makes `socket` one of the pool's, in use. */
  adopt(socket: Duplex, key: string, options: ConnectionOptions): PooledSocket {
    const pooled: PooledSocket = { pool: this.agent, key, options, state: 'active', served: 0, since: this.now(), isWatched: false, idleBytes: -1, reservedFor: undefined, isSingleUse: this.security.isAlone(options) }
    joinPool(socket, pooled)
    add<Duplex>(this.agent.sockets, key, socket)
    this.agent.totalSocketCount++
    forwardKeylog(this.agent, socket)
    return pooled
  }

  /** The exchange on `socket` is over: the next one for its origin, rest, or the end. */
  release(socket: Duplex, pooled: PooledSocket): void {
    const { agent } = this
    const { key } = pooled
    const message = (socket as AgentSocket)._httpMessage
    if (pooled.reservedFor !== undefined) {
      const request = pooled.reservedFor
      pooled.reservedFor = undefined
      give(socket, request)
      return
    }
    // A socket that can serve nobody takes nobody's turn: who waits is served when it has closed.
    if (!socket.writable || this.isWornOut(socket)) {
      socket.destroy()
      return
    }
    const next = this.firstWaiting(key)
    if (next !== undefined) {
      if (waitingOf(next)?.needsFresh) {
        socket.destroy()
        return
      }
      transition(pooled, 'reuse')
      if (this.meter !== undefined) this.meter.at(key, pooled.options).reused++
      this.leaveQueue(next, key, () => give(socket, next))
      return
    }
    const mayKeep = agent.keepAlive && message?.shouldKeepAlive && !this.isFull(key)
    if (!mayKeep || !agent.keepSocketAlive(socket)) {
      socket.destroy()
      return
    }
    take<Duplex>(agent.sockets, key, socket)
    transition(pooled, 'free')
    pooled.idleBytes = pooled.isWatched || socket.listenerCount('data') > 0 ? -1 : (socket as Socket).bytesRead
    ;(socket as AgentSocket)._httpMessage = null
    add<Duplex>(agent.freeSockets, key, socket)
  }

  /** Takes a socket out for good, and lets the next request have its place. */
  remove(socket: Duplex, options?: ConnectionOptions): void {
    const { agent } = this
    const pooled = pooledSocket(socket)
    const key = pooled?.key ?? this.security.keyOf(options)
    // Others lay things into the lists and count them themselves, as placeholders for connections to come.
    const isListed = take<Duplex>(agent.sockets, key, socket) || take<Duplex>(agent.freeSockets, key, socket)
    if (pooled !== undefined && pooled.pool === agent && pooled.state !== 'gone') {
      transition(pooled, 'remove')
      agent.totalSocketCount--
    } else if (!isListed) {
      return
    }
    this.serveNext()
  }

  /** Whether a socket has served as long or as often as it may. */
  private isWornOut(socket: Duplex): boolean {
    const { maxRequests, maxAge } = this.extra
    const pooled = pooledSocket(socket)
    if (pooled === undefined) return false
    if (pooled.isSingleUse && pooled.served > 0) return true
    return pooled.served >= maxRequests || (maxAge !== Infinity && clock.now() - pooled.since >= maxAge)
  }

  /** Whether there is no place for one more idle socket, or somebody else needs it. */
  private isFull(key: string): boolean {
    const { sockets, freeSockets, maxFreeSockets, maxSockets, totalSocketCount, maxTotalSockets, requests } = this.agent
    const idle = count(freeSockets, key)
    if (this.isClosing || idle >= maxFreeSockets || count(sockets, key) + idle > maxSockets) return true
    return totalSocketCount > maxTotalSockets || (totalSocketCount === maxTotalSockets && Object.keys(requests).length > 0)
  }

  // Opening

  /** Whether a socket may be opened for `key`, if need be in the place of an idle one of another origin. */
  hasPlace(key: string): boolean {
    return this.mayOpen(key) || (this.makeRoom() && this.mayOpen(key))
  }

  /** Opens a socket for `request`, which may have waited for its turn. */
  open(request: PooledRequest, options: ConnectionOptions, hasWaited = false): void {
    this.agent.createSocket(request, options, (error, socket) => {
      if (error) {
        reportFailure(request, error)
        // No socket will close and so call the next one.
        this.serveNext()
        return
      }
      const pooled = hasWaited ? pooledSocket(socket!) : undefined
      if (pooled === undefined) {
        give(socket!, request)
        return
      }
      // As with Node, who waits gets every socket through `'free'`.
      pooled.reservedFor = request
      socket!.emit('free')
    })
  }

  /** Calls `createConnection`, and holds a place until it delivers. */
  connect(key: string, options: ConnectionOptions, callback: SocketCallback): void {
    let isPending = false
    let isAnswered = false
    const onCreate: SocketCallback = (error, socket) => {
      if (isAnswered) return
      isAnswered = true
      if (isPending) this.countConnecting(key, options, -1)
      if (error || !socket) {
        callback(error ?? new Error('createConnection gave no socket'))
        return
      }
      this.adopt(socket, key, options)
      if (this.meter !== undefined) this.meter.at(key, options).created++
      callback(null, socket)
    }
    const created = this.agent.createConnection(options, onCreate)
    if (created) {
      onCreate(null, created)
    } else if (!isAnswered) {
      isPending = true
      this.countConnecting(key, options, 1)
    }
  }

  private mayOpen(key: string): boolean {
    const { sockets, maxSockets, totalSocketCount, maxTotalSockets } = this.agent
    return count(sockets, key) + (this.connecting.get(key)?.count ?? 0) < maxSockets && totalSocketCount + this.totalConnecting < maxTotalSockets
  }

  /** Where idle sockets fill the pool, one of them goes. Otherwise a request would wait until some server closes it. */
  private makeRoom(): boolean {
    const { totalSocketCount, maxTotalSockets, freeSockets } = this.agent
    if (totalSocketCount + this.totalConnecting < maxTotalSockets) return false
    const idle = Object.values(freeSockets)[0]?.[0]
    if (idle === undefined) return false
    this.remove(idle)
    idle.destroy()
    return true
  }

  private countConnecting(key: string, options: ConnectionOptions, by: 1 | -1): void {
    const pending = this.connecting.get(key) ?? { count: 0, options }
    pending.count += by
    if (pending.count === 0) this.connecting.delete(key)
    else this.connecting.set(key, pending)
    this.totalConnecting += by
  }

  // Waiting

  /** Puts a request at the end of its queue; one that comes back has waited before, needs a fresh socket and goes to the front. */
  enqueue(request: PooledRequest, key: string, options: ConnectionOptions, comesBack = false): void {
    const waiting = startWaiting(request, options, this.now(), { comesBack, needsFresh: comesBack || this.security.isAlone(options) })
    const queue = (this.queues[key] ??= [])
    if (comesBack) queue.unshift(request)
    else queue.push(request)
    const { queueTimeout } = this.extra
    if (queueTimeout > 0) waiting.timer = clock.setTimeout(() => this.giveUpWaiting(request, key), queueTimeout)
  }

  private giveUpWaiting(request: PooledRequest, key: string): void {
    take(this.queues, key, request)
    stopWaiting(request)
    request.onSocket(null, codedError(Error, 'ERR_AGENT_QUEUE_TIMEOUT', `No socket became free within ${this.extra.queueTimeout} ms`))
    this.concludeClose()
  }

  /** The first request for `key` that is still wanted. */
  private firstWaiting(key: string): PooledRequest | undefined {
    const queue = this.queues[key]
    if (queue === undefined) return undefined
    for (let request = queue[0]; request !== undefined; request = queue[0]) {
      if (!request.destroyed) return request
      queue.shift()
      stopWaiting(request)
      // A request of Node's own closes only when it is answered.
      request.onSocket(null)
    }
    delete this.queues[key]
    return undefined
  }

  /** Takes `request` from its queue and serves it, in the async context of its own. */
  private leaveQueue(request: PooledRequest, key: string, serve: (options: ConnectionOptions) => void): void {
    take(this.queues, key, request)
    const waiting = stopWaiting(request)!
    if (this.meter !== undefined) this.meter.at(key, waiting.options).addWait(clock.now() - waiting.since)
    waiting.context.runInAsyncScope(serve, undefined, waiting.options)
  }

  /** Places became free: opens sockets for those who wait, for whoever waited longest first. */
  private serveNext(): void {
    // A connection that fails at once calls this again, from inside: the loop outside goes on with the next.
    if (this.isServing) return
    this.isServing = true
    for (let next = this.longestWaiting(); next !== undefined; next = this.longestWaiting()) {
      const { request, key } = next
      this.leaveQueue(request, key, (options) => this.openLater(request, options))
    }
    this.isServing = false
    this.concludeClose()
  }

  /** Opens a socket for a request that waited. What goes wrong is the request's business: nobody else is there to catch it. */
  private openLater(request: PooledRequest, options: ConnectionOptions): void {
    try {
      this.open(request, this.merge(options, request), true)
    } catch (error) {
      request.onSocket(null, error as Error)
    }
  }

  private longestWaiting(): { request: PooledRequest; key: string } | undefined {
    let longest: { request: PooledRequest; key: string } | undefined
    let first = Infinity
    for (const key of Object.keys(this.queues)) {
      const request = this.firstWaiting(key)
      if (request === undefined || !this.mayOpen(key)) continue
      const { turn } = waitingOf(request)!
      if (turn < first) {
        first = turn
        longest = { request, key }
      }
    }
    return longest
  }

  private concludeClose(): void {
    if (this.closing === undefined || this.agent.totalSocketCount > 0 || this.totalConnecting > 0 || Object.keys(this.queues).length > 0) return
    for (const resolve of this.closing.splice(0)) resolve()
  }

  /** The waiting requests, as what they are to the pool. */
  private get queues(): Lists<PooledRequest> {
    return this.agent.requests as Lists<PooledRequest & ClientRequest> as unknown as Lists<PooledRequest>
  }

  private now(): number {
    return this.isTimed ? clock.now() : 0
  }
}

/** Whether an idle socket has received what nobody asked for: it would be taken for the answer to the next request. */
function isPoisoned(socket: Socket): boolean {
  const bytes = pooledSocket(socket)?.idleBytes ?? -1
  return bytes >= 0 && socket.bytesRead !== bytes
}

function give(socket: Duplex, request: PooledRequest): void {
  const pooled = pooledSocket(socket)
  if (pooled !== undefined) pooled.served++
  request.onSocket(socket)
  // A new socket has the agent's timeout already, and others that of whoever used them last.
  const { timeout } = request
  if (timeout !== undefined && timeout !== (socket as Socket).timeout) (socket as Socket).setTimeout?.(timeout)
}
