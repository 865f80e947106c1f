/** How a pool and its connections are set up. */
import type { TcpSocketConnectOpts } from 'node:net'

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
  protocol?: string
}
