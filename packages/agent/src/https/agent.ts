/** HttpsAgent: an {@link Agent} whose connections are TLS, with what Node's https.Agent shows of it. */
import type { Duplex } from 'node:stream'
import type { ConnectionOptions as TlsConnectionOptions } from 'node:tls'
import { defineConstructor, type NamesOf } from '@layered-http/shared'
import { Agent, HTTPS_PORT } from '../agent.js'
import type { AgentOptions, ConnectionOptions, CreateCallback } from '../options.js'
import { poolOf } from '../pool.js'
import { secureName } from '../secure/name.js'
import { noteOwnName } from '../secure/quick-key.js'
import { cacheSession, DEFAULT_MAX_CACHED_SESSIONS, evictSession, getSession, newSessionCache, type SessionCache } from '../secure/sessions.js'

/** Options of an {@link HttpsAgent}: those of an agent, and those of `tls.connect`. */
export interface HttpsAgentOptions extends AgentOptions, Omit<TlsConnectionOptions, NamesOf<AgentOptions>> {
  /** TLS sessions that are kept for resumption; 0 for none. Default 100. */
  maxCachedSessions?: number
  /** Of a connection; an agent's own has no effect. */
  path?: string
}

class HttpsAgentMethods extends Agent {
  declare options: HttpsAgentOptions
  /** TLS sessions that are kept at most; 0 for none. */
  declare maxCachedSessions: number
  /** @internal the TLS sessions, by `_agentKey` of the options of their connections */
  declare _sessionCache: SessionCache

  /**
   * Opens a TLS connection: to the host of the options, or through the proxy. With `options._agentKey` it uses the session of an earlier connection of the
   * same key, and keeps its own. May be overridden: return a Duplex, or hand it to `callback`.
   *
   * @param options - as `tls.connect` has them; or the port, then the host or nothing, then options or nothing
   * @throws ERR_MISSING_ARGS without options, and what `tls.connect` throws
   */
  override createConnection(options: ConnectionOptions, callback?: CreateCallback): Duplex | null | undefined
  override createConnection(port: number, options?: ConnectionOptions | null, callback?: CreateCallback): Duplex | null | undefined
  override createConnection(port: number, host?: string | null, options?: ConnectionOptions | null, callback?: CreateCallback): Duplex | null | undefined
  override createConnection(...args: readonly unknown[]): Duplex | null | undefined {
    return super.createConnection(connectionOptions(args), args.find((arg) => typeof arg === 'function') as CreateCallback | undefined)
  }

  /** The name under which requests with these options share sockets: Node's name for them. May be overridden. */
  override getName(options: ConnectionOptions = {}): string {
    return secureName(options)
  }

  /** @internal the TLS session kept for connections of this `_agentKey` */
  _getSession(key: string): Buffer | undefined {
    return getSession(this, key)
  }

  /** @internal keeps `session`, in the place of the oldest if there is no room */
  _cacheSession(key: string, session: Buffer): void {
    cacheSession(this, key, session)
  }

  /** @internal forgets the session of this `_agentKey`: the server does not take it */
  _evictSession(key: string): void {
    evictSession(this, key)
  }
}

/** The arguments of `createConnection` as options: an object, or a port, a host and an object. */
function connectionOptions(args: readonly unknown[]): ConnectionOptions {
  const [first, second] = args
  if (isOptions(first)) return first
  const options: ConnectionOptions = { ...args.find(isOptions) }
  if (typeof first === 'number') options.port = first
  if (typeof second === 'string') options.host = second
  return options
}

function isOptions(value: unknown): value is ConnectionOptions {
  return typeof value === 'object' && value !== null
}

/** A pool of TLS connections. Callable without `new`. */
export type HttpsAgent = HttpsAgentMethods

export interface HttpsAgentConstructor {
  new (options?: HttpsAgentOptions): HttpsAgent
  (options?: HttpsAgentOptions): HttpsAgent
  readonly prototype: HttpsAgent
  /** Sockets for one origin at a time, for agents that do not say. That of {@link Agent}. */
  defaultMaxSockets: number
}

export const HttpsAgent: HttpsAgentConstructor = defineConstructor<HttpsAgentConstructor>(HttpsAgentMethods, {
  Agent: function (this: HttpsAgentMethods | undefined, options?: HttpsAgentOptions): HttpsAgentMethods | void {
    if (!(this instanceof HttpsAgent)) return new HttpsAgent(options)
    const withDefaults: HttpsAgentOptions = { ...options }
    withDefaults.defaultPort ??= HTTPS_PORT
    withDefaults.protocol ??= 'https:'
    ;(Agent as unknown as (this: Agent, options: AgentOptions) => void).call(this, withDefaults)
    const { security } = poolOf(this)
    security.isForced = true
    security.sessions = this
    const { maxCachedSessions } = this.options
    this.maxCachedSessions = maxCachedSessions === undefined ? DEFAULT_MAX_CACHED_SESSIONS : maxCachedSessions
    this._sessionCache = newSessionCache()
  },
})
noteOwnName(HttpsAgent.prototype.getName)
