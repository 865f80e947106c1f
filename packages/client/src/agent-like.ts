/**
 * AgentLike: what a request uses of an agent. It is an interface, so that Node's agents and those of libraries fit as well as ours.
 * What may live here: the interface.
 */
import type { ConnectionOptions, PooledRequest } from '@layered-http/agent'

/** An agent: it gives requests their sockets. */
export interface AgentLike {
  /** Gives `request` a socket, now or later, by `request.onSocket(socket)`; or an error, by `request.onSocket(null, error)`. */
  addRequest(request: PooledRequest, options: ConnectionOptions): void
  /** Port of requests that name none. Default 80. */
  readonly defaultPort?: number
  /** Protocol of the requests that it takes. Default that of the global agent. */
  readonly protocol?: string
  /** True if requests ask the server to keep the connection. */
  readonly keepAlive?: boolean
  /** Sockets for one origin at a time. A finite number also asks the server to keep the connection. Default Infinity. */
  readonly maxSockets?: number
  /** What the agent was made with: `timeout` in milliseconds is on its sockets. */
  readonly options?: { readonly timeout?: number; readonly layered?: { readonly staleRetry?: unknown; readonly timings?: unknown; readonly timeouts?: unknown } | undefined }
}
