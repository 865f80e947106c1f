/**
 * What the pool asks of a request: a shape, not a class, so that Node's own ClientRequest fits as well as ours.
 * The rest of the talk between the two goes over the socket's events `'free'` and `'agentRemove'`.
 */
import type { Duplex } from 'node:stream'

/** A request that wants a socket. */
export interface PooledRequest {
  /** Set when the socket served a request before. */
  reusedSocket: boolean
  /** False when the connection must close after the response. */
  shouldKeepAlive: boolean
  destroyed: boolean
  /** The response's Keep-Alive header, from a request that knows it without making `res.headers`. */
  serverKeepAlive?: string | undefined
  /** The received response; its Keep-Alive header is read where `serverKeepAlive` is not there. */
  res?: { readonly headers: Record<string, string | string[] | undefined> } | null | undefined
  /** Takes the socket, or the reason why there is none. */
  onSocket(socket: Duplex | null, error?: Error): void
}
