/** Server: a `net.Server` whose sockets speak HTTP/1. */
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { defineConstructor, invalidArgType, validateBoolean, validateFunction, validateInteger } from '@layered-http/shared'
import { DEFAULT_MAX_HEADER_SIZE } from '@layered-http/parser'
import { IncomingMessage, type IncomingMessageConstructor } from '@layered-http/streams'
import { ServerConnection } from './connection.js'
import { Deadlines } from './deadlines.js'
import { kDeadlines, kKeepAliveHeader } from './host.js'
import { DEFAULT_HEADERS_TIMEOUT, DEFAULT_KEEP_ALIVE_TIMEOUT, DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER, DEFAULT_REQUEST_TIMEOUT } from './limits.js'
import { ServerResponse, type ServerResponseConstructor } from './response.js'

/** Called for every request. */
export type RequestListener = (req: IncomingMessage, res: ServerResponse) => void

/** How a server is set up. Times are milliseconds; 0 switches a timeout off. */
export interface ServerOptions {
  /** Idle time between requests. Default 5000. */
  keepAliveTimeout?: number
  /** Extra time granted over what the Keep-Alive header says. Default 1000. */
  keepAliveTimeoutBuffer?: number
  /** Time for a head to arrive. Default 60000, or `requestTimeout` if that is less. */
  headersTimeout?: number
  /** Time for a request to arrive. Default 300000. */
  requestTimeout?: number
  /** Bytes of a head. Default 16384. */
  maxHeaderSize?: number
  /** Whether an HTTP/1.1 request without Host is answered with 400. Default true. */
  requireHostHeader?: boolean
  /** Class of the requests. */
  IncomingMessage?: IncomingMessageConstructor
  /** Class of the responses. */
  ServerResponse?: ServerResponseConstructor
  /** TCP_NODELAY on accepted sockets. Default true. */
  noDelay?: boolean
  /** TCP keep-alive on accepted sockets. Default false. */
  keepAlive?: boolean
  /** First TCP keep-alive probe. */
  keepAliveInitialDelay?: number
  /** High water mark of accepted sockets, bytes. */
  highWaterMark?: number
}

class ServerMethods extends net.Server {
  /** Milliseconds of silence on a socket before `'timeout'`, for connections that are still to come. 0, the default, is off. */
  declare timeout: number
  declare keepAliveTimeout: number
  declare keepAliveTimeoutBuffer: number
  declare headersTimeout: number
  declare requestTimeout: number
  declare maxHeaderSize: number
  declare requireHostHeader: boolean
  /** Whether a client that has closed its side still gets late responses. False, as in Node. */
  declare httpAllowHalfOpen: boolean
  declare IncomingMessage: IncomingMessageConstructor
  declare ServerResponse: ServerResponseConstructor
  declare [kDeadlines]: Deadlines
  private declare keepAliveLine: string
  private declare keepAliveLineFor: number

  /** Stops listening, ends idle connections, and lets the others finish what they are doing. */
  override close(callback?: (error?: Error) => void): this {
    super.close(callback)
    this.closeIdleConnections()
    return this
  }

  /**
   * Sets `timeout`. `callback` becomes a `'timeout'` listener and gets the socket; without any listener, on the server or
   * on a message of the connection, a silent socket is destroyed.
   */
  setTimeout(milliseconds = 0, callback?: (socket: net.Socket) => void): this {
    this.timeout = milliseconds
    if (callback) this.on('timeout', callback)
    return this
  }

  /** `close()` as a promise, for `await using`. Rejects with ERR_SERVER_NOT_RUNNING, as `node:net` of newer Nodes does. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve, reject) => this.close((error) => (error ? reject(error) : resolve())))
  }

  /** Destroys the connections that have no request under way. */
  closeIdleConnections(): void {
    for (const connection of this[kDeadlines]) {
      if ((connection as ServerConnection).isIdle) (connection as ServerConnection).destroy()
    }
  }

  /** Destroys every connection, except those that were upgraded. */
  closeAllConnections(): void {
    for (const connection of this[kDeadlines]) (connection as ServerConnection).destroy()
  }

  /** @internal the Keep-Alive line of a response; '' when connections never time out */
  [kKeepAliveHeader](): string {
    const timeout = this.keepAliveTimeout
    if (timeout !== this.keepAliveLineFor) {
      this.keepAliveLineFor = timeout
      this.keepAliveLine = timeout > 0 ? `Keep-Alive: timeout=${Math.floor(timeout / 1000)}\r\n` : ''
    }
    return this.keepAliveLine
  }
}

/** An HTTP/1 server. Callable without `new`. */
export type Server = ServerMethods

export interface ServerConstructor {
  new (options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server
  (options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server
  readonly prototype: Server
}

export const Server: ServerConstructor = defineConstructor<ServerConstructor>(
  ServerMethods,
  function Server(this: ServerMethods | undefined, options?: ServerOptions | RequestListener | null, listener?: RequestListener): ServerMethods | void {
    if (!(this instanceof Server)) return new (Server as unknown as ServerConstructor)(options, listener)
    if (typeof options === 'function') {
      listener = options
      options = undefined
    }
    options ??= {}
    if (typeof options !== 'object' || Array.isArray(options)) throw invalidArgType('options', 'object', options)
    if (listener !== undefined) validateFunction(listener, 'listener')
    storeOptions(this, options)
    ;(net.Server as unknown as (this: net.Server, options: net.ServerOpts) => void).call(this, {
      allowHalfOpen: true,
      noDelay: options.noDelay ?? true,
      keepAlive: options.keepAlive ?? false,
      keepAliveInitialDelay: options.keepAliveInitialDelay ?? 0,
      ...(options.highWaterMark === undefined ? undefined : { highWaterMark: options.highWaterMark }),
    })
    this[kDeadlines] = new Deadlines()
    this.httpAllowHalfOpen = false
    this.timeout = 0
    if (listener) this.on('request', listener)
    this.on('connection', connectionListener)
  },
)

function storeOptions(server: ServerMethods, options: ServerOptions): void {
  const timeout = (name: keyof ServerOptions, value: unknown): number => {
    validateInteger(value, name, 0)
    return value
  }
  server.requestTimeout = timeout('requestTimeout', options.requestTimeout ?? DEFAULT_REQUEST_TIMEOUT)
  server.headersTimeout = timeout('headersTimeout', options.headersTimeout ?? Math.min(DEFAULT_HEADERS_TIMEOUT, server.requestTimeout || Infinity))
  server.keepAliveTimeout = timeout('keepAliveTimeout', options.keepAliveTimeout ?? DEFAULT_KEEP_ALIVE_TIMEOUT)
  server.keepAliveTimeoutBuffer = timeout('keepAliveTimeoutBuffer', options.keepAliveTimeoutBuffer ?? DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER)
  server.maxHeaderSize = timeout('maxHeaderSize', options.maxHeaderSize ?? DEFAULT_MAX_HEADER_SIZE) || DEFAULT_MAX_HEADER_SIZE
  if (options.requireHostHeader !== undefined) validateBoolean(options.requireHostHeader, 'options.requireHostHeader')
  server.requireHostHeader = options.requireHostHeader ?? true
  server.IncomingMessage = options.IncomingMessage ?? IncomingMessage
  server.ServerResponse = options.ServerResponse ?? ServerResponse
}

/**
 * Makes `socket` one of the server's, which is `this`. Any Duplex will do: `server.emit('connection', duplex)` is how others
 * than the listening socket bring one.
 */
export function connectionListener(this: Server, socket: Duplex): void {
  new ServerConnection(this, socket as net.Socket)
}

/** A new {@link Server}; `listener` is added to its `'request'` event. */
export function createServer(options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server {
  return new Server(options, listener)
}
