/**
 * MemoryNetwork: servers by name, and connections to them, in memory.
 *
 * What may live here: names, opening connections, and the faults of connections to come.
 */
import { AsyncResource } from 'node:async_hooks'
import type { EventEmitter } from 'node:events'
import type * as nodeHttps from 'node:https'
import type { Socket } from 'node:net'
import { codedError, invalidArgType, invalidArgValue } from '@layered-http/shared'
import type { Connecting } from './agent.js'
import type { Connection, MemoryConnection } from './connection.js'
import { connectionRefused, notFound } from './errors.js'
import { applyFault, FaultInForce, type Fault } from './faults.js'
import { MemoryAgent, type MemoryNetwork, type Served } from './network-types.js'
import { defaultPort, placeOf, readName, readUrl, textOf, type Name } from './names.js'
import { openPair, type ConnectOptions, type EndOptions } from './pair.js'
import { emitterOf, expectsTls, giveTo, type Serving } from './serving.js'
import { ADDRESS, type MemorySocket } from './socket.js'
import { later } from './turns.js'

/** A name and its server, which is undefined after it was stopped. */
interface Place {
  readonly name: Name
  accept: ((socket: MemorySocket) => void) | undefined
  readonly options: EndOptions
}

export class Network implements MemoryNetwork, Connecting {
  private readonly places = new Map<string, Place>()
  private readonly hosts = new Set<string>()
  private readonly faults = new Map<string, FaultInForce[]>()
  private readonly open = new Set<MemoryConnection>()
  private readonly changes = new Set<() => void>()
  private readonly agents: { http?: MemoryAgent; https?: MemoryAgent & nodeHttps.Agent } = {}

  get agent(): MemoryAgent {
    return (this.agents.http ??= new MemoryAgent(this))
  }

  get httpsAgent(): MemoryAgent & nodeHttps.Agent {
    return (this.agents.https ??= new MemoryAgent(this, { protocol: 'https:' }) as MemoryAgent & nodeHttps.Agent)
  }

  get connections(): readonly Connection[] {
    return [...this.open]
  }

  knows(url: string | URL): boolean {
    return this.places.get(placeOf(readUrl(new URL(url))))?.accept !== undefined
  }

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
      const closeIdle = (): void => (server as { closeIdleConnections?(): void }).closeIdleConnections?.()
      closeIdle()
      // A connection becomes idle with the last bytes of its response.
      for (const { origin: its, response } of this.open) if (its === served.origin) response.onDelivery = () => later(closeIdle)
      return stopped
    }
    // A server that is closed by its own method serves no further connection.
    server.once('close', onClose)
    return { ...served, stop, [Symbol.asyncDispose]: stop }
  }

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

  connect(origin: string | URL, options: ConnectOptions = {}): Socket {
    return this.open_(readName(origin), options)
  }

  /** Opens a connection for an agent. */
  connectTo({ host = 'localhost', port, isSecure }: { host?: string | undefined; port?: number | string | undefined; isSecure: boolean }, options: ConnectOptions): MemorySocket {
    return this.open_({ host, port: Number(port ?? defaultPort(isSecure)), isSecure }, options)
  }

  fault(origin: string | URL, fault: Fault): () => void {
    const key = placeOf(readName(origin))
    const inForce = new FaultInForce(fault)
    const list = this.faults.get(key) ?? []
    this.faults.set(key, [...list, inForce])
    return () => {
      this.faults.set(key, (this.faults.get(key) ?? []).filter((other) => other !== inForce))
    }
  }

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
  return new Network()
}
