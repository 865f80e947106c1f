/**
 * What the pool asks of a request: a shape, not a class, so that Node's own ClientRequest fits as well as ours.
 * The rest of the talk between the two goes over the socket's events `'free'` and `'agentRemove'`.
 */
import type { Duplex } from 'node:stream'

/** A request that wants a socket. */
export interface PooledRequest {
  /** Set when the socket was taken from the idle ones. */
  reusedSocket: boolean
  /** False when the connection must close after the response. */
  shouldKeepAlive: boolean
  destroyed: boolean
  /** The request's own timeout, milliseconds. A socket that served others gets it, or keeps that of the agent. */
  timeout?: number | undefined
  method?: string
  path?: string
  /** The response's Keep-Alive header, from a request that knows it without making `res.headers`. */
  serverKeepAlive?: string | undefined
  /** The received response; its Keep-Alive header is read where `serverKeepAlive` is not there. */
  res?: { readonly headers: Record<string, string | string[] | undefined> } | null | undefined
  /** Takes the socket, or the reason why there is none. A request that was destroyed meanwhile may get neither. */
  onSocket(socket: Duplex | null, error?: Error | null): void
  getHeader?(name: string): number | string | readonly string[] | undefined
  setHeader?(name: string, value: string): unknown
  emit?(event: 'timeout'): unknown
  once?(event: symbol, listener: () => void): unknown
}
