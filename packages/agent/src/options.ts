/** The options of agents and of their connections: types, defaults, and the table for those beyond Node. */
import type { TcpSocketConnectOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions as TlsConnectionOptions } from 'node:tls'
import { layeredReader, type LayeredTable, type LayeredValues } from '@layered-http/shared'
import type { ProxyEnv } from './proxy/env.js'

/** The options of a connection by their names, so that a mistyped one is an error of the compiler. */
export interface NamedConnectionOptions extends Partial<TcpSocketConnectOpts> {
  /** A name, or an address without brackets. Default 'localhost'. */
  host?: string
  port?: number
  localAddress?: string
  /** 4 or 6: look up addresses of this family only. */
  family?: number
  /** Path of a Unix socket, instead of host and port. */
  socketPath?: string | undefined
  /** Path of a Unix socket, for `net.connect`. An agent sets it from `socketPath`. */
  path?: string | null
  /** Of the socket, milliseconds. Also counts while a request is under way. */
  timeout?: number
}

/** Where a connection goes and how it is made: what decides which requests may share it, and every other option of `net.connect` and `tls.connect`. */
export interface ConnectionOptions extends NamedConnectionOptions {
  [option: string]: unknown
}

/** The callback of `createConnection`. With an error there is no socket; the type is that of `@types/node`. */
export type CreateCallback = (error: Error | null, socket: Duplex) => void

/** The callback of `createSocket`. */
export type SocketCallback = (error: Error | null, socket?: Duplex) => void

/**
 * Deadlines of the parts of an exchange, in milliseconds. Each is off by default, and with 0. A request that reaches one is destroyed with a RequestTimeoutError
 * (ERR_HTTP_TIMEOUT) of `@layered-http/client`.
 */
export interface ExchangeTimeouts {
  /** Waiting for a place in the pool of the agent: until it gives a socket, or begins to open one. */
  queue?: number | undefined
  /** Resolving the name of the host, or of the proxy. */
  lookup?: number | undefined
  /** Making the TCP connection, after the lookup. */
  connect?: number | undefined
  /** The TLS handshake; through a proxy, CONNECT and the handshake in the tunnel. */
  secureConnect?: number | undefined
  /** From the open socket until the operating system has all of the request. Time in which the program does not write counts. */
  send?: number | undefined
  /** From then until the head of the final response. */
  headers?: number | undefined
  /** From that head to the end of the response. Time in which the program does not read counts. */
  body?: number | undefined
  /** Without a byte in either direction, on the open socket. Time in which the program neither writes nor reads does not count. */
  idle?: number | undefined
  /** From `request()` to the end of the response, with all redirections and retries. */
  total?: number | undefined
}

/** The names in {@link ExchangeTimeouts}, in the order of an exchange. */
export const TIMEOUT_NAMES = ['queue', 'lookup', 'connect', 'secureConnect', 'send', 'headers', 'body', 'idle', 'total'] as const satisfies readonly (keyof ExchangeTimeouts)[]

/** Options of an {@link Agent}. The options of `net.connect` and `tls.connect` are handed on to these. */
export interface AgentOptions extends NamedConnectionOptions, Omit<TlsConnectionOptions, keyof NamedConnectionOptions> {
  /** Keep sockets for later requests. Default false. */
  keepAlive?: boolean
  /** Delay of the first TCP keep-alive probe of an idle socket, milliseconds. Default 1000. */
  keepAliveMsecs?: number
  /** The agent closes an idle socket earlier than the server by this time, milliseconds. Default 1000. */
  agentKeepAliveTimeoutBuffer?: number
  /** Sockets for one origin at a time; further requests wait. Default Infinity. */
  maxSockets?: number
  /** Idle sockets for one origin. Default 256. */
  maxFreeSockets?: number
  /** Sockets in all; at least 1. Default Infinity. */
  maxTotalSockets?: number
  /** Which idle socket serves next: 'lifo', the one used last, or 'fifo', the one idle longest. Default 'lifo'. */
  scheduling?: 'lifo' | 'fifo'
  /** Port of requests without one. Default 80, or 443 with the protocol 'https:'. */
  defaultPort?: number
  /** Protocol of requests that may use the agent. With 'https:' its connections are TLS. Default 'http:'. */
  protocol?: string
  /** Environment variables that name proxies, usually `process.env`. Default none: no proxy. */
  proxyEnv?: ProxyEnv

  /** Options that Node's Agent does not have. */
  layered?: LayeredAgentOptions
}

/**
 * Defaults of the options that Node's Agent has too. They limit what a pool holds: sockets are counts, times are milliseconds. Source: Node's documentation of
 * `new Agent(options)`.
 */
export const AGENT_DEFAULTS = {
  keepAlive: false,
  keepAliveMsecs: 1_000,
  agentKeepAliveTimeoutBuffer: 1_000,
  maxSockets: Infinity,
  maxFreeSockets: 256,
  maxTotalSockets: Infinity,
  scheduling: 'lifo',
} as const satisfies AgentOptions

/** The option `layered.connect`: opens a connection to the host of the options. Any Duplex will do. */
export type OpenConnection = (options: ConnectionOptions) => Duplex | Promise<Duplex>

/** The options of an {@link Agent} beyond Node. Each is off by default; an unknown name or a wrong type is an error. */
export interface LayeredAgentOptions {
  /** Measure how long requests wait in the queue, for `stats()`. Default false. */
  stats?: boolean
  /** A socket of this age is not used again, milliseconds; at least 1. Default Infinity. */
  maxAge?: number
  /**
   * How long a socket may be idle, milliseconds; the server's Keep-Alive hint may make it shorter. Unlike `timeout` it does not count while a request is under way.
   * Default 0: as `timeout`.
   */
  idleTimeout?: number
  /** Requests that a socket serves at most. Default Infinity. */
  maxRequests?: number
  /** A request that has waited this long for a socket fails with ERR_AGENT_QUEUE_TIMEOUT, milliseconds. Default 0: never. */
  queueTimeout?: number
  /** Requests that wait for a socket of one origin at most. A further one fails with ERR_AGENT_QUEUE_FULL. Default Infinity. */
  maxQueued?: number
  /** `destroy()` also ends the waiting requests, with ERR_AGENT_DESTROYED. Default false: they get new sockets. */
  destroyWaiting?: boolean
  /** Connection attempts to the addresses of a host race (RFC 8305). Default false. */
  happyEyeballs?: boolean
  /** Emit the events `'connect'`, `'reuse'`, `'close'` and `'queue'`. Default false. */
  events?: boolean
  /**
   * Opens the connections, instead of `net.connect`. With the protocol 'https:', TLS begins on a socket that is not a TLS socket. Default null: not set.
   */
  connect?: OpenConnection | null
  /** The rules for NO_PROXY: those of Node, or also those of curl. Default 'node'. */
  noProxy?: 'node' | 'curl'
  /**
   * `true`, or `'idempotent'`, which means the same: a request that met a stale socket is sent once more, on a fresh one, if that is safe. A request may
   * have its own `layered.staleRetry`. Default false.
   */
  staleRetry?: boolean | 'idempotent'
  /** True: the requests of this project's client keep the instants of their exchanges, as with their own option `layered.timings`. Default false. */
  timings?: boolean
  /** Deadlines of the requests of this project's client. A request may have its own `layered.timeouts`, which win one by one. Default undefined: none. */
  timeouts?: ExchangeTimeouts | undefined
}

/** The options beyond Node, with their defaults. */
export type ExtraOptions = LayeredValues<LayeredAgentOptions>

export const LAYERED: LayeredTable<LayeredAgentOptions> = {
  stats: { is: 'boolean', byDefault: false },
  maxAge: { is: 'number', min: 1, byDefault: Infinity },
  idleTimeout: { is: 'timeout', byDefault: 0 },
  maxRequests: { is: 'number', min: 1, byDefault: Infinity },
  queueTimeout: { is: 'timeout', byDefault: 0 },
  maxQueued: { is: 'number', min: 0, byDefault: Infinity },
  destroyWaiting: { is: 'boolean', byDefault: false },
  happyEyeballs: { is: 'boolean', byDefault: false },
  events: { is: 'boolean', byDefault: false },
  connect: { is: 'function', byDefault: null },
  noProxy: { is: 'one of', values: ['node', 'curl'], byDefault: 'node' },
  staleRetry: { is: 'one of', values: [true, false, 'idempotent'], byDefault: false },
  timings: { is: 'boolean', byDefault: false },
  timeouts: { is: 'timeouts', of: TIMEOUT_NAMES, byDefault: undefined },
}

/**
 * Reads `options.layered` of an agent.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
 */
export const readLayered = layeredReader<LayeredAgentOptions>(LAYERED)
