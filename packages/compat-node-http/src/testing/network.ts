/**
 * MemoryNetwork: servers by name, and connections to them, in memory.
 *
 * What may live here: names, opening connections, and the faults of connections to come.
 */
import { AsyncResource } from 'node:async_hooks'
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { codedError, invalidArgType, invalidArgValue } from '@layered-http/shared'
import { MemoryAgent, type Connecting } from './agent.js'
import type { Connection, MemoryConnection } from './connection.js'
import { connectionRefused, notFound } from './errors.js'
import { applyFault, FaultInForce, type Fault } from './faults.js'
import { defaultPort, placeOf, readName, readUrl, textOf, type Name } from './names.js'
import { openPair, type ConnectOptions, type EndOptions } from './pair.js'
import { emitterOf, expectsTls, giveTo, type Serving } from './serving.js'
import { ADDRESS, type MemorySocket } from './socket.js'

/** A name that is served. */
export interface Served {
  /** The origin, with its port. */
  readonly origin: string
  /**
   * Stops: later connections get ECONNREFUSED, idle ones are closed, and requests under way are served. Resolves when the connections of the name have closed. The
   * name stays known.
   */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** What is behind a name: undefined after it was stopped. */
interface Place {
  readonly name: Name
  accept: ((socket: MemorySocket) => void) | undefined
  readonly options: EndOptions
}

export class MemoryNetwork implements Connecting {
  private readonly places = new Map<string, Place>()
  private readonly hosts = new Set<string>()
  private readonly faults = new Map<string, FaultInForce[]>()
  private readonly open = new Set<MemoryConnection>()
  private readonly changes = new Set<() => void>()
  private agents: { http?: MemoryAgent; https?: MemoryAgent } = {}

  /** An agent of this network, for requests to `http:` names. */
  get agent(): MemoryAgent {
    return (this.agents.http ??= new MemoryAgent(this))
  }

  /** An agent of this network, for requests to `https:` names. */
  get httpsAgent(): MemoryAgent {
    return (this.agents.https ??= new MemoryAgent(this, { protocol: 'https:' }))
  }

  /** The connections that are open or being opened, the oldest first. */
  get connections(): readonly Connection[] {
    return [...this.open]
  }

  /** True if requests to this origin reach something: it is served and was not stopped. A path has no effect. */
  knows(url: string | URL): boolean {
    return this.places.get(placeOf(readUrl(new URL(url))))?.accept !== undefined
  }

  /**
   * Serves a name. A name has one server at a time; after {@link Served.stop} it may get another.
   *
   * @param origin - as `http://api.test`, `https://api.test` or `http://api.test:8080`. With `https:`, `req.socket.encrypted` is true; there is no handshake and no certificate
   * @param serving - a server, or a handler `(req, res)`
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_URL; EADDRINUSE for a name that is served
   */
  serve(origin: string | URL, serving: Serving): Served {
    const server = emitterOf(serving)
    const { isSecure } = readName(origin)
    const isTls = expectsTls(server)
    if (isTls && !isSecure) throw invalidArgValue('origin', String(origin), 'must begin with https:// for a server of node:https')
    const { allowHalfOpen = true, highWaterMark } = server as EventEmitter & EndOptions
    const served = this.accept(origin, (socket) => giveTo(server, socket), { allowHalfOpen, highWaterMark })
    const onClose = (): void => void served.stop()
    const stop = (): Promise<void> => {
      server.off('close', onClose)
      const stopped = served.stop()
      ;(server as { closeIdleConnections?(): void }).closeIdleConnections?.()
      return stopped
    }
    // A server that is closed by its own method serves no further connection.
    server.once('close', onClose)
    return { ...served, stop, [Symbol.asyncDispose]: stop }
  }

  /**
   * Takes the connections to a name, for a server that is not of HTTP, or that sends bytes which a server of HTTP would not send.
   *
   * @param listener - gets the server's end of each connection
   * @throws as {@link MemoryNetwork.serve}
   */
  accept(origin: string | URL, listener: (socket: Socket) => void, { allowHalfOpen = false, highWaterMark }: EndOptions = {}): Served {
    if (typeof listener !== 'function') throw invalidArgType('listener', 'Function', listener)
    const name = readName(origin)
    const key = placeOf(name)
    if (this.places.get(key)?.accept !== undefined) throw Object.assign(codedError(Error, 'EADDRINUSE', `${textOf(name)} is served already`), { syscall: 'listen', address: name.host, port: name.port })
    // Connections are accepted in the async context of this call, as with `listen()`.
    const place: Place = { name, accept: AsyncResource.bind(listener), options: { allowHalfOpen, highWaterMark } }
    this.places.set(key, place)
    this.hosts.add(name.host.toLowerCase())
    const origins = textOf(name)
    const stop = (): Promise<void> => {
      place.accept = undefined
      return new Promise((resolve) => {
        const look = (): void => {
          for (const connection of this.open) if (connection.origin === origins) return
          this.changes.delete(look)
          resolve()
        }
        this.changes.add(look)
        look()
      })
    }
    return { origin: origins, stop, [Symbol.asyncDispose]: stop }
  }

  /**
   * Opens a connection, for a client that is not of HTTP, or that sends bytes which a client of HTTP would not send. The socket connects later, as that of `net.connect`: it emits
   * `'connect'`, or `'error'` with ENOTFOUND for a name that was never served, or ECONNREFUSED.
   *
   * @throws ERR_INVALID_ARG_VALUE, ERR_INVALID_URL
   */
  connect(origin: string | URL, options: ConnectOptions = {}): Socket {
    return this.open_(readName(origin), options)
  }

  /** @internal Opens a connection for an agent. */
  connectTo({ host = 'localhost', port, isSecure }: { host?: string | undefined; port?: number | string | undefined; isSecure: boolean }, options: ConnectOptions): MemorySocket {
    return this.open_({ host, port: Number(port ?? defaultPort(isSecure)), isSecure }, options)
  }

  /**
   * Makes something go wrong with the connections to a name that are opened from now on. Several faults add up.
   *
   *     net.fault('http://api.test', { cut: 'response', afterBytes: 100 })
   *     net.fault('http://api.test', { stall: 'request' })
   *     net.fault('http://api.test', { reset: 'response', afterBytes: 10, connections: 1 })
   *     net.fault('http://api.test', { latency: 50 })
   *     net.fault('http://api.test', { refuse: true })
   *
   * @returns a function that takes the fault away, for connections to come
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
   */
  fault(origin: string | URL, fault: Fault): () => void {
    const key = placeOf(readName(origin))
    const inForce = new FaultInForce(fault)
    const list = this.faults.get(key) ?? []
    this.faults.set(key, [...list, inForce])
    return () => {
      this.faults.set(key, (this.faults.get(key) ?? []).filter((other) => other !== inForce))
    }
  }

  /** Resets every connection, stops every name and takes every fault away. Resolves when all sockets have closed. */
  async close(): Promise<void> {
    for (const place of this.places.values()) place.accept = undefined
    this.faults.clear()
    for (const agent of [this.agents.http, this.agents.https]) agent?.destroy()
    for (const connection of this.open) connection.end()
    while (this.open.size > 0) await new Promise<void>((resolve) => this.changes.add(resolve))
    this.changes.clear()
  }

  private open_(name: Name, client: ConnectOptions): MemorySocket {
    const key = placeOf(name)
    const faults = (this.faults.get(key) ?? []).flatMap((one) => one.take() ?? [])
    const connection = openPair(name, {
      client,
      server: this.places.get(key)?.options,
      prepare: (fresh) => {
        this.open.add(fresh)
        for (const fault of faults) applyFault(fault, fresh)
      },
      accept: () => this.failureOf(name, faults) ?? this.places.get(key)!.accept!,
      onOver: (over) => {
        this.open.delete(over)
        for (const look of [...this.changes]) look()
      },
    })
    return connection.client
  }

  /** Returns why a connection cannot be opened, or undefined. */
  private failureOf({ host, port, isSecure }: Name, faults: readonly Fault[]): Error | undefined {
    if (!this.hosts.has(host.toLowerCase())) return notFound(host)
    const place = this.places.get(placeOf({ host, port }))
    if (place?.accept === undefined || faults.some((fault) => 'refuse' in fault)) return connectionRefused(ADDRESS, port)
    if (place.name.isSecure === isSecure) return undefined
    return Object.assign(codedError(Error, 'EPROTO', `${textOf(place.name)} was asked for ${isSecure ? 'https:' : 'http:'}`), { syscall: 'connect' })
  }
}

/** Returns a new network. Names of one network are unknown in another. */
export function memoryNetwork(): MemoryNetwork {
  return new MemoryNetwork()
}
