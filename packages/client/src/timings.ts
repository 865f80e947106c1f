/**
 * The timings of an exchange, as `request.timings`, `response.timings` and the channel `layered-http.client.exchange` have them.
 * What may live here: the types, and making a record. Which event sets which instant is in watch/.
 */
import type { IncomingMessage } from '@layered-http/streams'
import { clock } from './clock.js'

/**
 * The instants of one exchange, in milliseconds of `performance.now()`. Each is the instant at which that part was over, and undefined if the part did not happen, is
 * not over yet, or cannot be seen from outside.
 *
 * A request that follows redirections, or is sent again after a stale socket, has several exchanges, each with a record of its own.
 */
export interface ExchangeTimings {
  /** Counts the exchanges of the request, from 1. */
  readonly attempt: number
  /** The exchange before this one: it was redirected, or its socket was stale. Undefined for the first. */
  readonly previous: ExchangeTimings | undefined
  /** `request()` was called; for a later exchange, the one before was given up. */
  readonly start: number
  /** The agent had a place: it gave a socket that was open, or began to open one. */
  readonly queued: number | undefined
  /** The name of the host was resolved, or that of the proxy. Undefined on a reused socket, for an address, and for a Unix socket. */
  readonly lookup: number | undefined
  /** The connection was made, to the host or the proxy. Undefined on a reused socket. */
  readonly connect: number | undefined
  /** The TLS handshake was over; through a proxy, CONNECT and the handshake in the tunnel. Undefined without TLS, and on a reused socket. */
  readonly secureConnect: number | undefined
  /** The operating system had all of the request. */
  readonly sent: number | undefined
  /** The first byte was received: of the response, or of a 1xx response before it. */
  readonly firstByte: number | undefined
  /** The response was received whole, or the exchange failed. */
  readonly end: number | undefined
}

/** The message of the diagnostics channel `layered-http.client.exchange`: one for each exchange, when it is over. */
export interface ExchangeMessage<Request = object> {
  /** The ClientRequest. */
  readonly request: Request
  /** Undefined if the exchange failed before the head of a final response. A redirection that is followed is the response of its exchange. */
  readonly response?: IncomingMessage
  readonly timings: ExchangeTimings
  /** Why the exchange failed. Undefined if the response was received whole, or another protocol took the connection. */
  readonly error?: Error
}

/** A record that is being filled in. */
export type OpenTimings = { -readonly [Name in keyof ExchangeTimings]: ExchangeTimings[Name] }

/** Returns the record of an exchange that starts now. All records have the same fields in the same order. */
export function newTimings(previous: ExchangeTimings | undefined): OpenTimings {
  return {
    attempt: previous === undefined ? 1 : previous.attempt + 1,
    previous,
    start: clock.now(),
    queued: undefined,
    lookup: undefined,
    connect: undefined,
    secureConnect: undefined,
    sent: undefined,
    firstByte: undefined,
    end: undefined,
  }
}
