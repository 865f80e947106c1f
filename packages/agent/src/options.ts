/** How a pool and its connections are set up. */
import type { TcpSocketConnectOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import { layeredReader, type LayeredValues } from '@layered-http/shared'
import type { ProxyEnv } from './proxy/config.js'

/** Everything that decides which connection a request may use, and whatever else `net.connect` understands. */
export interface ConnectionOptions extends Partial<TcpSocketConnectOpts> {
  host?: string
  port?: number
  localAddress?: string
  family?: number
  /** Path of a Unix socket, instead of host and port. */
  socketPath?: string | undefined
  path?: string | null
  timeout?: number
  [option: string]: unknown
}

/** What `createConnection` calls back with. There is no socket with an error; the type is that of `@types/node`. */
export type CreateCallback = (error: Error | null, socket: Duplex) => void

/** What `createSocket` calls back with. */
export type SocketCallback = (error: Error | null, socket?: Duplex) => void

/** Options of an {@link Agent}. */
export interface AgentOptions extends ConnectionOptions {
  /** Keep sockets for later requests. Default false. */
  keepAlive?: boolean
  /** TCP keep-alive delay of idle sockets, milliseconds. Default 1000. */
  keepAliveMsecs?: number
  /** Taken off the server's Keep-Alive timeout, milliseconds. Default 1000. */
  agentKeepAliveTimeoutBuffer?: number
  /** Sockets for one origin at a time. Default Infinity. */
  maxSockets?: number
  /** Idle sockets for one origin. Default 256. */
  maxFreeSockets?: number
  /** Sockets in all. Default Infinity. */
  maxTotalSockets?: number
  /** Which idle socket serves next: the one used last, or the one idle longest. Default 'lifo'. */
  scheduling?: 'lifo' | 'fifo'
  defaultPort?: number
  /** Protocol of requests that may use the agent. With 'https:' its connections are TLS. Default 'http:'. */
  protocol?: string
  /** Environment variables that name proxies, usually `process.env`. Default none: no proxy. */
  proxyEnv?: ProxyEnv

  /** What Node's Agent does not have. Default none of it. */
  layered?: LayeredAgentOptions
}

/** The options of an {@link Agent} beyond Node. Each is off by default; an unknown name or a wrong type is an error. */
export interface LayeredAgentOptions {
  /** Count what {@link Agent} `stats()` tells of the past. Default false. */
  stats?: boolean
  /** A socket is not used again after so many milliseconds. Default Infinity. */
  maxAge?: number
  /** Requests that a socket serves at most. Default Infinity. */
  maxRequests?: number
  /** A request that has waited for a socket so many milliseconds fails with ERR_AGENT_QUEUE_TIMEOUT. Default 0: never. */
  queueTimeout?: number
  /**
   * `true`, or `'idempotent'`, which says the same: a request that met a stale socket is sent once more, on a fresh one, where that can do no harm. A request
   * may say otherwise for itself, by its own `layered.staleRetry`. Default false.
   */
  staleRetry?: boolean | 'idempotent'
}

/** The options beyond Node, with their defaults in place. */
export type ExtraOptions = LayeredValues<LayeredAgentOptions>

/**
 * Reads `options.layered` of an agent.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
 */
export const readLayered = layeredReader<LayeredAgentOptions>({
  stats: { is: 'boolean', byDefault: false },
  maxAge: { is: 'number', min: 0, byDefault: Infinity },
  maxRequests: { is: 'number', min: 1, byDefault: Infinity },
  queueTimeout: { is: 'timeout', byDefault: 0 },
  staleRetry: { is: 'one of', values: [true, false, 'idempotent'], byDefault: false },
})
