/** `server.stats()`: the connections that are open, and the counts of the past. What may live here: the object, and how it is made. */
import type { Codes, Counts } from './counts.js'

/** The state of a server, and what has happened so far. A plain object: `JSON.stringify(server.stats())` has all of it. */
export interface ServerStats {
  connections: {
    /** Open, and no request is under way. */
    idle: number
    /** Open, and a request is under way, or a part of one has arrived. */
    active: number
    /** The server has ended its side, and the client has not. */
    closing: number
    /** Open sockets of upgrade and CONNECT handlers. */
    upgraded: number
    /** Connections so far, those that are open included. Over TLS, connections whose handshake was complete. */
    created: number
    /** Connections so far that have closed. */
    closed: number
  }
  requests: {
    /** Requests whose response is not finished. */
    active: number
    /** Requests so far, those under way included, and those that left HTTP not. */
    total: number
    /** Requests so far whose connection was lost before their response was sent whole. */
    aborted: number
    /** Requests so far that left HTTP: upgrades and CONNECT. */
    upgraded: number
  }
  /**
   * Finished responses of handlers by the class of their status, `1xx` for 101 and the like. Replies of the server itself, such as 408 and 431, are in `refused` and `timeouts` instead. Only with the
   * option `layered.stats`; otherwise the key is absent.
   */
  responses?: { '1xx': number; '2xx': number; '3xx': number; '4xx': number; '5xx': number }
  /**
   * Input that was refused, by reason: the code of the error of `'clientError'` (`HPE_…`), or, for a request that no handler got, `requireHostHeader`, `maxRequestsPerSocket` or `Expect`.
   * Only reasons that have occurred are there.
   */
  refused: Record<string, number>
  /**
   * Connections that were lost by an error of their socket, by its code, such as `ECONNRESET`, or that their client ended inside of a head or a body (`HPE_INVALID_EOF_STATE`): a cancelled
   * upload, for example. Only codes that have occurred are there.
   */
  lost: Record<string, number>
  /** Times so far that a limit of time was reached. */
  timeouts: {
    /** A head, or the first byte of a connection, did not come in time. */
    head: number
    /** A body did not come in time. */
    request: number
    /** A body came too slowly (`layered.minBodyRate`). */
    bodyRate: number
    /** No further request came. */
    keepAlive: number
    /** A socket was idle for the time of `setTimeout`. */
    socket: number
    /** A client did not close its side. */
    close: number
  }
  /** Bytes so far, as the sockets count them: heads, bodies and framing. Bytes after an upgrade are not included, and a Duplex without `bytesRead` has none. */
  bytesRead: number
  bytesWritten: number
}

/** What an open connection adds to the stats of its server. */
export interface ConnectionStats {
  readonly phase: 'idle' | 'active' | 'closing'
  /** Requests so far. */
  readonly requests: number
  /** Responses that are not finished. */
  readonly underWay: number
  readonly bytesRead: number
  readonly bytesWritten: number
}

/** The open connections of a server. */
export interface CountedConnections extends Iterable<{ readonly stats: ConnectionStats }> {
  readonly size: number
  readonly upgraded: { open(): number; readonly total: number }
}

/**
 * Returns the stats of a server.
 *
 * @param hasResponses - true if responses are counted by their status
 */
export function statsOf(connections: CountedConnections, counts: Counts, hasResponses: boolean): ServerStats {
  const now = { idle: 0, active: 0, closing: 0 }
  let { requests, bytesRead, bytesWritten } = counts
  let underWay = 0
  for (const connection of connections) {
    const one = connection.stats
    now[one.phase]++
    requests += one.requests
    underWay += one.underWay
    bytesRead += one.bytesRead
    bytesWritten += one.bytesWritten
  }
  const { upgraded } = connections
  const open = upgraded.open()
  const [, informational, successful, redirected, clientErrors, serverErrors] = counts.responses as [number, number, number, number, number, number]
  return {
    connections: { ...now, upgraded: open, created: counts.created, closed: counts.created - connections.size - open },
    requests: { active: underWay, total: requests, aborted: counts.aborted, upgraded: upgraded.total },
    ...(hasResponses && { responses: { '1xx': informational, '2xx': successful, '3xx': redirected, '4xx': clientErrors, '5xx': serverErrors } }),
    refused: objectOf(counts.refused),
    lost: objectOf(counts.lost),
    timeouts: { ...counts.timeouts },
    bytesRead,
    bytesWritten,
  }
}

function objectOf(codes: Codes): Record<string, number> {
  return Object.fromEntries(codes)
}
