/**
 * Pool: the machinery of an agent. It decides which socket serves which request, and calls on its owner, the agent, what a subclass may override. Its parts:
 * the queue (queue.ts), the limits (places.ts), the end (ending.ts), what TLS adds (secure/security.ts). When a socket is used again is in reuse.ts, effects on sockets are in socket-port.ts.
 */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { codedError, MAX_TIMER_DELAY } from '@layered-http/shared'
import { clock } from '../clock.js'
import type { ConnectionOptions, ExtraOptions, SocketCallback } from '../options.js'
import type { PooledRequest } from '../pooled-request.js'
import type { Proxy } from '../proxy/config.js'
import { reportFailure } from '../proxy/report.js'
import { forwardKeylog } from '../secure/keylog.js'
import { Security } from '../secure/security.js'
import { serverName } from '../secure/server-name.js'
import { Meter, type Counts } from '../stats/meter.js'
import { connect, isOwnCreateConnection } from './connect.js'
import type { OpenRaces } from '../connect/happy-eyeballs.js'
import { Ending } from './ending.js'
import { add, take } from './lists.js'
import type { PoolOwner } from './owner.js'
import { Places } from './places.js'
import { waitingOf, WaitingQueue, type Waiting } from './queue.js'
import { whenOpen } from './preconnect.js'
import { addFactsToErrors, bytesFromNow, ReplaySocket } from './replay-socket.js'
import { foreignRetry, takeRetryOptions } from './retry.js'
import { isUsable, isWornOut } from './reuse.js'
import { forgetRequest, give, joinPool, requestOf, resetTimeout, setSocketTimeout } from './socket-port.js'
import { NOT_COUNTED, recordOf, transition, type SocketRecord } from './socket-record.js'

const kPool = Symbol('pool')

type Owner = PoolOwner & { [kPool]?: Pool }

/** Returns the pool of `agent`. */
export function poolOf(agent: object): Pool {
  return (agent as Owner)[kPool]!
}

/** Takes a request that was destroyed out of the queue of `agent` now, and not only when its turn comes. Does nothing for an agent of another kind or copy. */
export function leaveQueue(agent: object, request: PooledRequest): void {
  ;(agent as Partial<Owner>)[kPool]?.leave(request)
}

/** What a pool has besides the fields of its owner. */
interface PoolSettings {
  readonly extra: ExtraOptions
  readonly proxy: Proxy | undefined
}

export class Pool {
  readonly extra: ExtraOptions
  readonly proxy: Proxy | undefined
  /** Made with the first socket. */
  meter: Meter | undefined
  readonly security: Security
  readonly places: Places
  /** Connections of `happyEyeballs` that are not decided. */
  readonly races: OpenRaces = new Set()
  /** Tunnels that are not open. Each function ends one. As in Node, `destroy()` alone leaves them. */
  readonly tunnels = new Set<() => void>()
  private readonly queue: WaitingQueue
  /** False if no option depends on the time. */
  private readonly isTimed: boolean
  private isServing = false
  readonly ending: Ending

  constructor(
    readonly owner: PoolOwner,
    { extra, proxy }: PoolSettings,
  ) {
    this.extra = extra
    this.proxy = proxy
    this.security = new Security(owner)
    this.places = new Places(owner)
    this.queue = new WaitingQueue(owner, extra.queueTimeout, (request, key, waiting) => this.failWaiting(request, key, waiting))
    const { places, queue, races, tunnels } = this
    this.ending = new Ending({ owner, extra, places, queue, races, tunnels })
    this.isTimed = extra.stats || extra.maxAge !== Infinity
    // Not enumerable: an agent has the keys of Node's.
    Object.defineProperty(owner, kPool, { value: this, writable: true, configurable: true })
  }

  /** Returns the options of a connection: those of the request, and the agent's over them. */
  merge(options: ConnectionOptions, request?: PooledRequest): ConnectionOptions {
    const merged = Object.assign(Object.create(null) as ConnectionOptions, options, this.owner.options)
    if (merged.socketPath) merged.path = merged.socketPath
    if (request !== undefined) merged.servername = serverName(merged, request)
    return merged
  }

  // Sockets

  /** Takes an idle socket of `key` out of its list. Destroys those that cannot serve a request any more. */
  takeFree(key: string): Duplex | undefined {
    const { freeSockets, scheduling } = this.owner
    const free = freeSockets[key]
    if (free === undefined) return undefined
    let socket: Socket | undefined
    while ((socket = scheduling === 'fifo' ? free.shift() : free.pop()) !== undefined) {
      if (isUsable(socket, this.extra)) break
      socket.destroy()
    }
    if (free.length === 0) delete freeSockets[key]
    return socket
  }

  /** Gives an idle socket to `request`. User code may have put the socket into the list. */
  use(socket: Duplex, request: PooledRequest, key: string, options: ConnectionOptions): void {
    const record = recordOf(socket)
    if (record === undefined) {
      this.adopt(socket, key, options)
    } else {
      transition(record, 'reuse')
      add<Duplex>(this.owner.sockets, key, socket)
    }
    if (this.extra.events) this.owner.emit('reuse', socket, request)
    this.owner.reuseSocket(socket, request)
    this.giveUsed(socket, request)
  }

  /** Gives a used socket to `request`. It may be stale. */
  private giveUsed(socket: Duplex, request: PooledRequest): void {
    const retry = foreignRetry(request)
    if (retry === 'send again') {
      give(socket, request, new ReplaySocket(socket, request, (again) => this.retry(again)))
      return
    }
    if (retry === 'facts of the error') addFactsToErrors(request, bytesFromNow(socket))
    give(socket, request)
  }

  /** Gives a request that met a stale socket a fresh one. Returns false if it may not be sent again. */
  retry(request: PooledRequest): boolean {
    const options = takeRetryOptions(request)
    if (options === undefined) return false
    request.reusedSocket = false
    const merged = this.merge(options, request)
    const key = this.security.keyOf(merged)
    this.countsAt(key, merged).retried++
    if (this.makePlace(key)) this.open(request, merged)
    else this.queue.addFirst(request, key, { options, since: this.now() })
    return true
  }

  /** Makes `socket` one of the pool, in use. */
  adopt(socket: Duplex, key: string, options: ConnectionOptions): SocketRecord {
    const { owner } = this
    const record: SocketRecord = {
      owner,
      key,
      options,
      state: 'active',
      served: 0,
      since: this.now(),
      hasOwnErrorHandler: false,
      idleBytes: NOT_COUNTED,
      reservedFor: undefined,
      counts: this.countsAt(key, options),
      isSingleUse: this.security.isAlone(options),
    }
    joinPool(socket, record)
    add<Duplex>(owner.sockets, key, socket)
    owner.totalSocketCount++
    forwardKeylog(owner, socket)
    if (this.extra.events) socket.once('close', () => owner.emit('close', socket, options))
    return record
  }

  private countsAt(key: string, options: ConnectionOptions): Counts {
    return (this.meter ??= new Meter(this.owner)).at(key, options)
  }

  /** The exchange on `socket` is over: the socket serves a waiting request, becomes idle, or is destroyed. */
  release(socket: Duplex, record: SocketRecord): void {
    const { key, reservedFor } = record
    if (reservedFor !== undefined) {
      record.reservedFor = undefined
      give(socket, reservedFor)
      return
    }
    // The next request is served when this socket has closed.
    if (!socket.writable || isWornOut(socket, this.extra)) {
      socket.destroy()
      return
    }
    const next = this.queue.first(key)
    if (next === undefined) {
      if (this.mayKeep(socket, key)) this.keep(socket, record)
      else socket.destroy()
    } else if (waitingOf(next)?.needsFresh) {
      socket.destroy()
    } else {
      transition(record, 'reuse')
      if (this.extra.events) this.owner.emit('reuse', socket, next)
      resetTimeout(socket, next, this.owner.options.timeout)
      this.leaveQueue(next, key, () => this.giveUsed(socket, next))
    }
  }

  /** Takes a socket out of the pool for good. The next waiting request gets its place. */
  remove(socket: Duplex, options?: ConnectionOptions): void {
    const { owner } = this
    const record = recordOf(socket)
    const key = record?.key ?? this.security.keyOf(options)
    // A subclass may put a placeholder into the lists, which it counts itself.
    const isListed = take<Duplex>(owner.sockets, key, socket) || take<Duplex>(owner.freeSockets, key, socket)
    if (record !== undefined && record.owner === owner && record.state !== 'gone') {
      if (record.state === 'active' && !socket.destroyed) this.ending.noteUpgrade()
      transition(record, 'remove')
      owner.totalSocketCount--
      this.countRemoved(socket, record)
    } else if (!isListed) {
      return
    }
    this.serveNext()
  }

  private countRemoved(socket: Duplex, { counts, served }: SocketRecord): void {
    counts.closed++
    // A request that its program ended, or a deadline, is destroyed before its socket.
    if (socket.errored && !requestOf(socket)?.destroyed) counts.errors++
    counts.requests += served
    counts.reused += Math.max(0, served - 1)
  }

  private mayKeep(socket: Duplex, key: string): boolean {
    const { owner } = this
    if (!owner.keepAlive || !requestOf(socket)?.shouldKeepAlive || this.ending.isClosing || !this.places.isFreeForIdle(key)) return false
    return Boolean(owner.keepSocketAlive(socket))
  }

  private keep(socket: Duplex, record: SocketRecord): void {
    const { owner } = this
    const { key } = record
    take<Duplex>(owner.sockets, key, socket)
    transition(record, 'free')
    forgetRequest(socket, record)
    this.limitIdle(socket, record)
    add<Duplex>(owner.freeSockets, key, socket)
  }

  /** An idle socket is destroyed when it reaches `maxAge`, and not only when a request would use it. */
  private limitIdle(socket: Duplex, { since }: SocketRecord): void {
    const { maxAge } = this.extra
    if (maxAge === Infinity) return
    const left = Math.min(Math.max(1, Math.ceil(since + maxAge - clock.now())), MAX_TIMER_DELAY)
    const { timeout } = socket as Partial<Socket>
    if (!timeout || left < timeout) setSocketTimeout(socket, left)
  }

  // Opening

  /** True if a socket may be opened for `key`. If idle sockets of other origins fill the pool, one of them is destroyed: its server might not close it for a long time. */
  makePlace(key: string): boolean {
    const { places } = this
    if (places.isFree(key)) return true
    if (!places.isFull) return false
    const idle = Object.values(this.owner.freeSockets)[0]?.[0]
    if (idle === undefined) return false
    this.remove(idle)
    idle.destroy()
    return places.isFree(key)
  }

  /** Opens a socket for `request`. */
  open(request: PooledRequest, options: ConnectionOptions): void {
    this.owner.createSocket(request, options, (error, socket) => {
      if (error) this.failOpening(request, error)
      else give(socket!, request)
    })
  }

  /** Opens a socket for a request that waited. It gets the socket through `'free'`, as with Node. */
  private openForWaiting(request: PooledRequest, options: ConnectionOptions): void {
    this.owner.createSocket(request, options, (error, socket) => {
      if (error) {
        this.failOpening(request, error)
        return
      }
      const record = recordOf(socket!)
      if (record === undefined) {
        give(socket!, request)
        return
      }
      record.reservedFor = request
      socket!.emit('free')
    })
  }

  private failOpening(request: PooledRequest, error: Error): void {
    reportFailure(request, error)
    // There is no socket whose 'close' would serve the next request.
    this.serveNext()
  }

  /** Opens a connection with `createConnection`, and makes its socket one of the pool. */
  connect(key: string, options: ConnectionOptions, callback: SocketCallback): void {
    const { security } = this
    const isOwn = this.extra.connect === null && isOwnCreateConnection(this.owner.createConnection)
    if (!isOwn) security.offerSession(options, key)
    connect(this.owner, this.places, key, options, (error, socket) => {
      if (error) {
        this.countsAt(key, options).errors++
        callback(error)
        return
      }
      if (!isOwn) security.keepSessions(socket!, options, key)
      this.adopt(socket!, key, options).counts.created++
      if (this.extra.events) whenOpen(socket!, (isOpen) => void (isOpen && this.owner.emit('connect', socket, options)))
      callback(null, socket)
    })
  }

  // Waiting

  /** Puts a request at the end of its queue. */
  enqueue(request: PooledRequest, key: string, options: ConnectionOptions): void {
    const { maxQueued } = this.extra
    if (maxQueued !== Infinity && this.queue.isFull(key, maxQueued)) {
      this.countsAt(key, options).refused++
      request.onSocket(null, codedError(Error, 'ERR_AGENT_QUEUE_FULL', `${maxQueued} requests wait for a socket of this origin already`))
      return
    }
    this.queue.add(request, key, { options, since: this.now(), needsFresh: this.security.isAlone(options) })
    if (this.extra.events) this.owner.emit('queue', request, options)
  }

  /** Takes a waiting request that was destroyed out of its queue. */
  leave(request: PooledRequest): void {
    this.queue.leave(request)
    this.ending.conclude()
  }

  private failWaiting(request: PooledRequest, key: string, waiting: Waiting): void {
    this.countsAt(key, waiting.options).expired++
    this.countWait(key, waiting)
    request.onSocket(null, codedError(Error, 'ERR_AGENT_QUEUE_TIMEOUT', `No socket became free within ${this.extra.queueTimeout} ms`))
    this.ending.conclude()
  }

  /** Takes `request` out of its queue and serves it in its own async context. */
  private leaveQueue(request: PooledRequest, key: string, serve: (options: ConnectionOptions) => void): void {
    const waiting = this.queue.remove(request, key)
    const { options, context } = waiting
    this.countWait(key, waiting)
    context.runInAsyncScope(serve, undefined, options)
  }

  private countWait(key: string, { options, since }: Waiting): void {
    if (this.extra.stats) this.countsAt(key, options).addWait(clock.now() - since)
  }

  /** Opens sockets for waiting requests while there are places. The request that has waited longest comes first. */
  serveNext(): void {
    // A connection that fails at once calls this again, from inside the loop. The loop goes on with the next request.
    if (this.isServing) return
    this.isServing = true
    for (let next = this.queue.longest(this.places); next !== undefined; next = this.queue.longest(this.places)) {
      const { request, key } = next
      this.leaveQueue(request, key, (options) => {
        try {
          this.openForWaiting(request, this.merge(options, request))
        } catch (error) {
          // The caller is a socket that closed, not the request.
          request.onSocket(null, error as Error)
        }
      })
    }
    this.isServing = false
    this.ending.conclude()
  }

  private now(): number {
    return this.isTimed ? clock.now() : 0
  }
}
