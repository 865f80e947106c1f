/** PooledRequest: what the agent needs of a request, and what it tells one that watches its connection. */
import type { Duplex } from 'node:stream'

/**
 * A request that an agent can serve: a shape and not a class, so that Node's own ClientRequest fits.
 *
 * 1. The request calls `agent.addRequest(request, options)`.
 * 2. The agent calls `onSocket(socket)`, or `onSocket(null, error)`.
 * 3. The request sets `socket._httpMessage` to itself, as Node's ClientRequest does. The agent reads it in step 4, and sets it to null if the socket becomes idle.
 * 4. When the exchange is over and the connection can be kept, the request emits `'free'` on the socket. The agent reads `shouldKeepAlive` and the Keep-Alive
 *    header from `socket._httpMessage`, and gives the socket to another request, keeps it, or destroys it.
 * 5. Instead of step 4 the request emits `'agentRemove'` on the socket, which leaves the agent: an upgrade takes it. Or the socket closes.
 */
export interface PooledRequest {
  /** The agent sets this to true before it gives the request an idle socket. */
  reusedSocket: boolean
  /** False if the connection must close after the response. */
  shouldKeepAlive: boolean
  /** A waiting request that was destroyed gets `onSocket(null)` instead of a socket. */
  destroyed: boolean
  /** The request's own timeout, milliseconds. A used socket gets it. */
  timeout?: number | undefined
  method?: string
  /** The agent makes it absolute for a proxy. */
  path?: string
  /** The response's Keep-Alive header, if the request knows it without making `res.headers`. */
  serverKeepAlive?: string | undefined
  /** The received response. Its Keep-Alive header is read if there is no `serverKeepAlive`. */
  res?: { readonly headers: Record<string, string | string[] | undefined> } | null | undefined
  /** Takes the socket, or the reason why there is none. For a request that was destroyed while it waited, both are missing. */
  onSocket(socket: Duplex | null, error?: Error | null): void
  /** Read for the Host header, which is the name that TLS asks for. */
  getHeader?(name: string): number | string | readonly string[] | undefined
  /** Called with the headers for a proxy. */
  setHeader?(name: string, value: string): unknown
  /** Called when the tunnel through a proxy takes longer than `timeout`. */
  emit?(event: 'timeout'): unknown
  /** Learns how far the connection of the request has come, until the request gets its socket. Most requests have none. */
  connectionWatcher?: ConnectionWatcher | undefined
  /** Called to give an error more properties before listeners see it. */
  once?(event: symbol, listener: (error: Error) => void): unknown
}

/**
 * Learns of the connection that an agent opens for a request, as long as the request has no socket on which it could listen: while it waits, while a tunnel is opened, addresses race,
 * or the program connects.
 */
export interface ConnectionWatcher {
  /** The agent begins to open a connection. `resolvesName` is true if the name of a host is resolved first. */
  begun(resolvesName: boolean): void
  /** The name was resolved. May be called more than once. */
  lookup(): void
  /** The connection to a proxy was made. CONNECT and TLS follow. */
  connected(): void
  /** The socket will come later. `cancel` ends that: the agent then waits for the connection no longer, and its place is free. May be called more than once. */
  pending(cancel: () => void): void
}
