/** PoolOwner: what a pool needs of the agent it belongs to. The agent shows the lists and limits, and a subclass may override each method. */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions, CreateCallback, SocketCallback } from '../options.js'
import type { PooledRequest } from '../pooled-request.js'
import type { Lists } from './lists.js'

/** The settings that decide the name of an origin. */
export interface Named {
  readonly options: ConnectionOptions
  readonly protocol: string
  readonly defaultPort: number
  getName(options?: ConnectionOptions): string
}

/** The lists that an agent shows, by key. */
export interface PoolLists {
  /** Waiting requests. */
  readonly requests: Lists<PooledRequest>
  /** Sockets in use. */
  readonly sockets: Lists<Socket>
  readonly freeSockets: Lists<Socket>
}

export interface PoolOwner extends Named, PoolLists {
  readonly keepAlive: boolean
  readonly maxSockets: number
  readonly maxFreeSockets: number
  readonly maxTotalSockets: number
  readonly scheduling: 'lifo' | 'fifo'
  totalSocketCount: number
  createConnection(options: ConnectionOptions, callback: CreateCallback): Duplex | null | undefined
  createSocket(request: PooledRequest, options: ConnectionOptions, callback: SocketCallback): void
  keepSocketAlive(socket: Duplex): boolean
  reuseSocket(socket: Duplex, request: PooledRequest): void
  removeSocket(socket: Duplex, options?: ConnectionOptions): void
  emit(event: string, ...args: unknown[]): boolean
  listenerCount(event: string): number
}
