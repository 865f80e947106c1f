/**
 * ConnectionParts: a server's connection as the files see it that do one job of it (connection-deadline.ts, connection-drain.ts, connection-end.ts, connection-errors.ts,
 * connection-settle.ts, connection-upgrade.ts). What may live here: that interface.
 */
import type { MessageReader } from '@layered-http/parser/tape'
import type { IncomingMessage } from '@layered-http/streams'
import type { ConnectionWatch } from './connection-watch.js'
import type { ResponseQueue } from './response-queue.js'
import type { ServerResponse } from './response.js'
import type { ConnectionHost, ServerState } from './server-state.js'
import type { ServedSocket, SocketPort } from './socket-port.js'
import type { ConnectionStats } from './stats.js'
import type { ConnectionTimeouts } from './timeouts.js'
import type { Upgrade } from './upgrade.js'

export interface ConnectionParts {
  readonly host: ServerState
  readonly server: ConnectionHost
  readonly socket: ServedSocket
  readonly port: SocketPort
  readonly reader: MessageReader
  readonly timeouts: ConnectionTimeouts
  readonly responses: ResponseQueue
  /** A `State`. */
  readonly state: number
  /** The request whose body is not complete. */
  readonly receiving: IncomingMessage | null
  /** The upgrade that was accepted. */
  upgrade: Upgrade | null
  /** Its work beside serving; null if there is nothing to do. */
  watch: ConnectionWatch | null
  /** True if no part of a request was received since the last response. */
  readonly isIdle: boolean
  /** Takes the state through its table. */
  transition(event: number): void
  /** Returns the Keep-Alive line of the response to the latest request. */
  keepAliveLine(): string
  /** True if the connection takes input. */
  readonly isReading: boolean
  /** True if the chunk that is being read has a piece of a body. */
  readonly hasBodyInChunk: boolean
  readonly stats: ConnectionStats
  /** The connection ends after `response`, whatever the head says. */
  endAfter(response: ServerResponse): void
  /** Leaves the server's list of connections. */
  removeFromServer(): void
}
