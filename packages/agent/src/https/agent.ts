/** HttpsAgent: an {@link Agent} whose connections are TLS, with the members that Node's https.Agent has besides. */
import type { Duplex } from 'node:stream'
import { defineBrand, defineConstructor, HTTPS_PORT } from '@layered-http/shared'
import { Agent, openConnection, type AgentConstructor } from '../agent.js'
import type { AgentOptions, ConnectionOptions, CreateCallback } from '../options.js'
import { registerCreateConnection } from '../pool/connect.js'
import { poolOf } from '../pool/pool.js'
import { secureName } from '../secure/name.js'
import { registerGetName } from '../secure/quick-key.js'
import { cacheSession, DEFAULT_MAX_CACHED_SESSIONS, evictSession, getSession, newSessionCache, type SessionCache } from '../secure/sessions.js'

/** Options of an {@link HttpsAgent}: those of an agent, and those of `tls.connect`. */
export interface HttpsAgentOptions extends Omit<AgentOptions, 'path'> {
  /** TLS sessions that are kept for resumption; 0 for none. Default 100. */
  maxCachedSessions?: number
  /** Of a connection; an agent's own has no effect. */
  path?: string
}

/** A pool of TLS connections. Its members are those of Node's https.Agent and those of {@link Agent}. */
export interface HttpsAgent extends Agent {
  options: HttpsAgentOptions & ConnectionOptions
  /** TLS sessions that are kept at most; 0 for none. */
  maxCachedSessions: number
  /** @internal the TLS sessions, by `_agentKey` of the options of their connections */
  _sessionCache: SessionCache

  /**
   * Opens a TLS connection: to the host of the options, or through the proxy. With `options._agentKey` it resumes the session of an earlier connection with the
   * same key, and keeps its own. May be overridden: return a Duplex, or give it to `callback`.
   *
   * @param options - those of `tls.connect`; or the port, then optionally the host, then optionally options
   * @throws ERR_MISSING_ARGS without options, and what `tls.connect` throws
   */
  createConnection(options: ConnectionOptions, callback?: CreateCallback): Duplex | null | undefined
  createConnection(port: number, options?: ConnectionOptions | null, callback?: CreateCallback): Duplex | null | undefined
  createConnection(port: number, host?: string | null, options?: ConnectionOptions | null, callback?: CreateCallback): Duplex | null | undefined

  /** Returns the name of the origin in these options: the name that Node gives it. Requests with one name and one identity share sockets. May be overridden. */
  getName(options?: ConnectionOptions): string

  /** @internal the TLS session kept for connections with this `_agentKey` */
  _getSession(key: string): Buffer | undefined
  /** @internal keeps `session`, in the place of the oldest if there is no room */
  _cacheSession(key: string, session: Buffer): void
  /** @internal forgets the session of this `_agentKey`: the server does not accept it */
  _evictSession(key: string): void
}

type Methods = Pick<HttpsAgent, 'createConnection' | 'getName' | '_getSession' | '_cacheSession' | '_evictSession'>

const METHODS: Methods & ThisType<HttpsAgent> = {
  createConnection(...args: readonly unknown[]) {
    return openConnection(this, connectionOptions(args), args.find((arg) => typeof arg === 'function') as CreateCallback | undefined)
  },

  getName(options = {}) {
    return secureName(options)
  },

  _getSession(key) {
    return getSession(this, key)
  },

  _cacheSession(key, session) {
    cacheSession(this, key, session)
  },

  _evictSession(key) {
    evictSession(this, key)
  },
}

registerGetName(METHODS.getName, METHODS.getName)
registerCreateConnection(METHODS.createConnection as Agent['createConnection'])

/** Returns the arguments of `createConnection` as options: an object, or a port, a host and an object. */
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

/** The constructor of an {@link HttpsAgent}. Callable without `new`. */
export interface HttpsAgentConstructor {
  /** Throws as the constructor of {@link Agent}. */
  new (options?: HttpsAgentOptions): HttpsAgent
  (options?: HttpsAgentOptions): HttpsAgent
  readonly prototype: HttpsAgent
  /** `maxSockets` of agents without that option: that of {@link Agent}. */
  defaultMaxSockets: number
}

/** Returns a new class of agents for TLS, which extends `parent`: see {@link defineAgent}. */
export function defineHttpsAgent(parent: AgentConstructor): HttpsAgentConstructor {
  const constructor = defineConstructor<HttpsAgentConstructor>(
    { name: 'Agent', prototype: METHODS },
    {
      Agent: function (this: HttpsAgent | undefined, options?: HttpsAgentOptions): HttpsAgent | void {
        if (!(this instanceof constructor)) return new constructor(options)
        const withDefaults: HttpsAgentOptions = { ...options }
        withDefaults.defaultPort ??= HTTPS_PORT
        withDefaults.protocol ??= 'https:'
        ;(parent as unknown as (this: Agent, options: AgentOptions) => void).call(this, withDefaults)
        const { security } = poolOf(this)
        security.isForced = true
        security.sessions = this
        const { maxCachedSessions } = this.options
        this.maxCachedSessions = maxCachedSessions === undefined ? DEFAULT_MAX_CACHED_SESSIONS : maxCachedSessions
        this._sessionCache = newSessionCache()
      },
    },
    parent,
  )
  defineBrand(constructor, 'HttpsAgent')
  return constructor
}

/** A pool of TLS connections. Callable without `new`. */
export const HttpsAgent: HttpsAgentConstructor = defineHttpsAgent(Agent)
