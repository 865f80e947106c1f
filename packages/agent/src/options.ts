/** How a pool and its connections are set up. */
import type { TcpSocketConnectOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import { invalidArgValue, validateNumber, validateTimeout } from '@layered-http/shared'
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

  // Beyond Node: every one is off by default.

  /** Count what {@link Agent} `stats()` tells of the past. Default false. */
  stats?: boolean
  /** A socket is not used again after so many milliseconds. Default Infinity. */
  maxAge?: number
  /** Requests that a socket serves at most. Default Infinity. */
  maxRequests?: number
  /** A request that has waited for a socket so many milliseconds fails with ERR_AGENT_QUEUE_TIMEOUT. Default 0: never. */
  queueTimeout?: number
  /** `'idempotent'`: a request that met a stale socket is sent once more, on a fresh one, where that can do no harm. Default false. */
  staleRetry?: 'idempotent' | false
}

/** The options beyond Node, with their defaults in place. */
export interface ExtraOptions {
  readonly maxAge: number
  readonly maxRequests: number
  readonly queueTimeout: number
  readonly staleRetry: boolean
}

/**
 * Checks the options beyond Node.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
 */
export function extraOptions(options: AgentOptions): ExtraOptions {
  const { maxAge = Infinity, maxRequests = Infinity, queueTimeout = 0, staleRetry = false } = options
  validateNumber(maxAge, 'maxAge', 0)
  validateNumber(maxRequests, 'maxRequests', 1)
  const waitAtMost = validateTimeout(queueTimeout, 'queueTimeout')
  if (staleRetry !== false && staleRetry !== 'idempotent') throw invalidArgValue('staleRetry', staleRetry, "must be one of: 'idempotent', false")
  return { maxAge, maxRequests, queueTimeout: waitAtMost, staleRetry: staleRetry !== false }
}
