/**
 * ServerState: what this package keeps for a server beside its public properties, in one object. Connections get it together with the server.
 */
import type { EventEmitter } from 'node:events'
import { DEFAULT_MAX_HEADERS_COUNT, MessageType, Parser } from '@layered-http/parser/tape'
import { fieldLimit, headSizeLimit, messagePolicy, type MessageDefaults } from '@layered-http/shared'
import { DEFAULT_WRITE_OPTIONS, type WriteOptions } from '@layered-http/streams/port'
import { ConnectionList } from './connection-list.js'
import { setHidden, type FixedSettings, type ServerSettings } from './options.js'

/** A server as its connections see it. They read its settings when they need them, since a program may change them at any time. */
export interface ConnectionHost extends EventEmitter, Readonly<ServerSettings> {
  readonly httpAllowHalfOpen: boolean
}

/** The settings that a response's Keep-Alive line tells. */
type AnnouncedSettings = Pick<ServerSettings, 'keepAliveTimeout' | 'maxRequestsPerSocket'>

export class ServerState {
  connections = new ConnectionList()
  /** The Keep-Alive line, and the settings that it was made of. */
  private line = ''
  private lineTimeout = -1
  private lineMax = -1

  constructor(
    public fixed: FixedSettings,
    private readonly defaults: MessageDefaults,
  ) {}

  /** Returns the Keep-Alive line of a response; '' if connections never time out. */
  keepAliveLine({ keepAliveTimeout: timeout, maxRequestsPerSocket: max }: AnnouncedSettings): string {
    if (timeout !== this.lineTimeout || max !== this.lineMax) {
      this.lineTimeout = timeout
      this.lineMax = max
      const parameters = `timeout=${Math.floor(timeout / 1000)}${max > 0 ? `, max=${max}` : ''}`
      this.line = timeout > 0 ? `Keep-Alive: ${parameters}\r\n` : ''
    }
    return this.line
  }

  /** Returns the parser of a new connection, and how its responses are written. Later changes of the settings are for later connections. */
  setUpConnection(settings: ServerSettings): { parser: Parser; writeOptions: WriteOptions } {
    const { fixed, defaults } = this
    const { lenient, relaxedHeaderValues, lenientValues } = messagePolicy(settings, fixed.lenient, defaults)
    const parser = lenient === 0 && !relaxedHeaderValues ? new Parser(MessageType.REQUEST) : new Parser(MessageType.REQUEST, { lenient, relaxedHeaderValues })
    parser.maxHeaderSize = headSizeLimit(settings.maxHeaderSize, defaults)
    parser.maxHeadersCount = fieldLimit(settings.maxHeadersCount) ?? DEFAULT_MAX_HEADERS_COUNT
    const { uniqueHeaders } = fixed
    const { rejectNonStandardBodyWrites } = settings
    const isDefault = uniqueHeaders === null && !lenientValues && !rejectNonStandardBodyWrites
    return { parser, writeOptions: isDefault ? DEFAULT_WRITE_OPTIONS : { uniqueHeaders, lenientValues, rejectNonStandardBodyWrites } }
  }
}

const kState = Symbol('server state')

/** Returns the state of `server`; undefined for an emitter that has not served a connection. */
export function stateOf(server: object): ServerState | undefined {
  return (server as { [kState]?: ServerState })[kState]
}

/** Gives `server` the settings that are not properties. A server that has connections keeps them. */
export function setFixedSettings(server: object, fixed: FixedSettings, defaults: MessageDefaults): void {
  const state = stateOf(server)
  if (state !== undefined) state.fixed = fixed
  else setHidden(server, { [kState]: new ServerState(fixed, defaults) })
}
