/** ConnectionHost: what a connection asks of its server. The server implements it; the connection knows nothing else of it. */
import type { EventEmitter } from 'node:events'
import type { IncomingMessageConstructor } from '@layered-http/streams'
import type { Deadlines } from './deadlines.js'
import type { ServerResponseConstructor } from './response.js'

export const kDeadlines = Symbol('deadlines')
export const kKeepAliveHeader = Symbol('Keep-Alive header line')

/** The server behind a connection. Its settings are read when they are needed, so that they can change at any time. */
export interface ConnectionHost extends EventEmitter {
  readonly IncomingMessage: IncomingMessageConstructor
  readonly ServerResponse: ServerResponseConstructor
  readonly maxHeaderSize: number
  readonly requireHostHeader: boolean
  readonly httpAllowHalfOpen: boolean
  /** Milliseconds of silence on a socket, for connections that are still to come; 0 is off. */
  readonly timeout: number
  /** Milliseconds, as the other timeouts; 0 is off. */
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  readonly keepAliveTimeoutBuffer: number
  readonly [kDeadlines]: Deadlines
  /** The Keep-Alive line of a response; '' when connections never time out. */
  [kKeepAliveHeader](): string
}
