/** ConnectionHost: what a connection asks of its server. The server implements it; the connection knows nothing else of it. */
import type { EventEmitter } from 'node:events'
import type { Deadlines } from './deadlines.js'
import type { ConnectionSetup, FixedSettings, ServerSettings } from './options.js'

export const kDeadlines = Symbol('deadlines')
export const kKeepAliveHeader = Symbol('Keep-Alive header line')
/** What a server's options say that no property of it shows. */
export const kFixed = Symbol('fixed settings')
export const kSetup = Symbol('connection setup')

/** The server behind a connection. Its settings are read when they are needed, so that they can change at any time. */
export interface ConnectionHost extends EventEmitter, Readonly<ServerSettings> {
  readonly httpAllowHalfOpen: boolean
  readonly [kDeadlines]: Deadlines
  readonly [kFixed]: FixedSettings
  /** The Keep-Alive line of a response; '' when connections never time out. */
  [kKeepAliveHeader](): string
  /** What a connection that begins now has to know. */
  [kSetup](): ConnectionSetup
}
