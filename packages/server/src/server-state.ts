/**
 * ServerState: a server as its connections see it: the server itself, and what this package keeps for it beside its public properties.
 */
import type { EventEmitter } from 'node:events'
import { DEFAULT_MAX_HEADERS_COUNT, MessageType, Parser, type ParserOptions } from '@layered-http/parser/tape'
import { fieldLimit, headSizeLimit, messagePolicy, type MessageDefaults } from '@layered-http/shared'
import { DEFAULT_WRITE_OPTIONS, type WriteOptions } from '@layered-http/streams/port'
import { ConnectionList } from './connection-list.js'
import { Counts } from './counts.js'
import { setHidden, type FixedSettings, type ServerSettings } from './options.js'

/** The server of connections: any emitter with these settings. Connections read a setting when they need it, since a program may change it at any time. */
export interface ConnectionHost extends EventEmitter, Readonly<ServerSettings> {
  readonly httpAllowHalfOpen: boolean
}

export class ServerState {
  connections = new ConnectionList()
  readonly counts = new Counts()
  /** The Keep-Alive line, and the settings that it was made of. */
  private line = ''
  private lineTimeout = -1
  private lineMax = -1

  constructor(
    readonly server: ConnectionHost,
    public fixed: FixedSettings,
    private readonly defaults: MessageDefaults,
  ) {}

  /** Returns the Keep-Alive line of a response; '' if connections never time out. */
  keepAliveLine(): string {
    const { keepAliveTimeout: timeout, maxRequestsPerSocket: max } = this.server
    if (timeout !== this.lineTimeout || max !== this.lineMax) {
      this.lineTimeout = timeout
      this.lineMax = max
      const parameters = `timeout=${Math.floor(timeout / 1000)}${max > 0 ? `, max=${max}` : ''}`
      this.line = timeout > 0 ? `Keep-Alive: ${parameters}\r\n` : ''
    }
    return this.line
  }

  /** Returns the parser of a new connection, and how its responses are written. Later changes of the settings are for later connections. */
  setUpConnection(): { parser: Parser; writeOptions: WriteOptions } {
    const { server: settings, fixed, defaults } = this
    const { lenient, relaxedHeaderValues, lenientValues } = messagePolicy(settings, fixed.lenient, defaults)
    const parser = fixed.strict
      ? // Also if the process, or the program later, has set a leniency.
        new Parser(MessageType.REQUEST, STRICT)
      : lenient === 0 && !relaxedHeaderValues
        ? new Parser(MessageType.REQUEST)
        : new Parser(MessageType.REQUEST, { lenient, relaxedHeaderValues })
    parser.maxHeaderSize = headSizeLimit(settings.maxHeaderSize, defaults)
    parser.maxHeadersCount = fieldLimit(settings.maxHeadersCount) ?? DEFAULT_MAX_HEADERS_COUNT
    const { uniqueHeaders } = fixed
    const { rejectNonStandardBodyWrites } = settings
    const isDefault = uniqueHeaders === null && !lenientValues && !rejectNonStandardBodyWrites
    return { parser, writeOptions: isDefault ? DEFAULT_WRITE_OPTIONS : { uniqueHeaders, lenientValues, rejectNonStandardBodyWrites } }
  }
}

const STRICT: ParserOptions = Object.freeze({ strict: true })

const kState = Symbol('server state')

/** Returns the state of `server`; undefined for an emitter that has not served a connection. */
export function stateOf(server: object): ServerState | undefined {
  const state = (server as { [kState]?: ServerState })[kState]
  if (state === undefined || state.server === server) return state
  // An object that inherits from a server, or stands for it: its connections are the server's, its settings are its own.
  return Object.create(state, { server: { value: server } }) as ServerState
}

/** Gives `server` the settings that are not properties. A server that has connections keeps them. */
export function setFixedSettings(server: object, fixed: FixedSettings, defaults: MessageDefaults): void {
  const state = stateOf(server)
  if (state !== undefined) state.fixed = fixed
  else setHidden(server, { [kState]: new ServerState(server as ConnectionHost, fixed, defaults) })
}
