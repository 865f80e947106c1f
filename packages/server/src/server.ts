/** Server: a `net.Server` whose sockets speak HTTP/1. */
import { captureRejectionSymbol } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { defineConstructor, invalidArgType, validateFunction } from '@layered-http/shared'
import type { IncomingMessage, IncomingMessageConstructor } from '@layered-http/streams'
import {  } from '@layered-http/streams/port'
import { ServerConnection } from './connection.js'
import { Deadlines } from './deadlines.js'
import { kDeadlines, kFixed, kKeepAliveHeader, kSetup } from './host.js'
import { connectionSetup, highWaterMarkOf, setHidden, storeOptions, type ConnectionSetup, type FixedSettings, type HttpValidation, type ServerOptions } from './options.js'
import { reportRejection } from './reject.js'
import type { ServerResponse, ServerResponseConstructor } from './response.js'

/** The Keep-Alive line of a server's responses, with the settings that it was made of. */
interface KeepAliveLine {
  text: string
  timeout: number
  max: number
}

const kKeepAliveLine = Symbol('Keep-Alive line')

/** Called for every request. */
export type RequestListener = (req: IncomingMessage, res: ServerResponse) => void

class ServerMethods extends net.Server {
  /** Milliseconds of silence on a socket before `'timeout'`, for connections that are still to come. 0, the default, is off. */
  declare timeout: number
  declare keepAliveTimeout: number
  declare keepAliveTimeoutBuffer: number
  declare headersTimeout: number
  declare requestTimeout: number
  declare connectionsCheckingInterval: number
  /** Fields in one head, for connections that are still to come: null for 1000, 0 for no limit. */
  declare maxHeadersCount: number | null
  /** Bytes of a head, for connections that are still to come; undefined for 16384. */
  declare maxHeaderSize: number | undefined
  /** Requests on one socket; 0 for no limit. The last says `Connection: close`; any after it gets 503, and `'dropRequest'` is emitted. */
  declare maxRequestsPerSocket: number
  declare requireHostHeader: boolean
  declare joinDuplicateHeaders: boolean | undefined
  declare insecureHTTPParser: boolean | undefined
  declare httpValidation: HttpValidation | undefined
  declare rejectNonStandardBodyWrites: boolean
  /** Not in `Object.keys`, as `IncomingMessage` and `ServerResponse`: Node's servers have no such keys. */
  declare optimizeEmptyRequests: boolean
  declare shouldUpgradeCallback: (request: IncomingMessage) => boolean
  /** Whether a client that has closed its side still gets late responses. False, as in Node. */
  declare httpAllowHalfOpen: boolean
  declare IncomingMessage: IncomingMessageConstructor
  declare ServerResponse: ServerResponseConstructor
  declare [kDeadlines]: Deadlines
  declare [kFixed]: FixedSettings
  private declare [kKeepAliveLine]: KeepAliveLine

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
  setTimeout(milliseconds?: number, callback?: (socket: net.Socket) => void): this
  setTimeout(callback: (socket: net.Socket) => void): this
  setTimeout(milliseconds?: number | ((socket: net.Socket) => void), callback?: (socket: net.Socket) => void): this {
    // As in Node, where the types have the second form and the method does nothing with it.
    this.timeout = milliseconds as number
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
      if ((connection as ServerConnection).isUnused) (connection as ServerConnection).destroy()
    }
  }

  /** Destroys every connection, except those that were upgraded. */
  closeAllConnections(): void {
    for (const connection of this[kDeadlines]) (connection as ServerConnection).destroy()
  }

  /** @internal the Keep-Alive line of a response; '' when connections never time out */
  [kKeepAliveHeader](): string {
    const line = this[kKeepAliveLine]
    const timeout = this.keepAliveTimeout
    const max = this.maxRequestsPerSocket
    if (timeout !== line.timeout || max !== line.max) {
      line.timeout = timeout
      line.max = max
      const parameters = `timeout=${Math.floor(timeout / 1000)}${max > 0 ? `, max=${max}` : ''}`
      line.text = timeout > 0 ? `Keep-Alive: ${parameters}\r\n` : ''
    }
    return line.text
  }

  /** @internal what a connection that begins now has to know */
  [kSetup](): ConnectionSetup {
    return connectionSetup(this, this[kFixed])
  }

  /** A listener's promise was rejected, and `captureRejections` is on: a request gets 500, other events tell `'error'`. */
  override [captureRejectionSymbol](error: Error, event: string | symbol, ...args: unknown[]): void {
    if (event === 'request') reportRejection(args[1] as ServerResponse, error)
    else if (event === 'connection') (args[0] as Duplex).destroy(error)
    else this.emit('error', error)
  }
}

/** An HTTP/1 server. Callable without `new`. */
export type Server = ServerMethods

export interface ServerConstructor {
  new (options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server
  (options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server
  readonly prototype: Server
}

export const Server: ServerConstructor = defineConstructor<ServerConstructor>(ServerMethods, {
  Server: function (this: ServerMethods | undefined, options?: ServerOptions | RequestListener | null, listener?: RequestListener): ServerMethods | void {
    if (!(this instanceof Server)) return new (Server as unknown as ServerConstructor)(options, listener)
    const { options: given, listener: onRequest } = readArguments(options, listener)
    if (onRequest !== null) validateFunction(onRequest, 'listener')
    setOptions(this, given)
    ;(net.Server as unknown as (this: net.Server, options: net.ServerOpts) => void).call(this, {
      allowHalfOpen: true,
      noDelay: given.noDelay ?? true,
      keepAlive: given.keepAlive ?? false,
      ...(given.keepAliveInitialDelay === undefined ? undefined : { keepAliveInitialDelay: given.keepAliveInitialDelay }),
      highWaterMark: highWaterMarkOf(given),
    })
    beginServing(this)
    this.maxRequestsPerSocket = 0
    if (onRequest !== null) this.on('request', onRequest)
    this.on('connection', connectionListener)
  },
})

/**
 * Returns the arguments of a server's constructor by their names: the options can be left out.
 *
 * @throws ERR_INVALID_ARG_TYPE for options that are no object. The listener is not checked yet.
 */
export function readArguments<Options extends object>(options: Options | RequestListener | null | undefined, listener: RequestListener | null = null): { options: Options; listener: RequestListener | null } {
  if (typeof options === 'function') return { options: {} as Options, listener: options as RequestListener }
  options ??= {} as Options
  if (typeof options !== 'object' || Array.isArray(options)) throw invalidArgType('options', 'object', options, readArguments)
  return { options, listener }
}

/** Gives a server that has its options what else its connections ask of it. */
export function beginServing(server: Server): void {
  setHidden(server, { [kDeadlines]: new Deadlines() })
  server.httpAllowHalfOpen = false
  server.timeout = 0
  server.maxHeadersCount = null
}

/**
 * Sets the options of a server, as its constructor does. For servers of other classes, whose connections {@link connectionListener} serves.
 *
 * @throws as {@link createServer}
 */
export function setOptions(server: Server, options: ServerOptions): void {
  setHidden(server, { [kFixed]: storeOptions(server, options), [kKeepAliveLine]: { text: '', timeout: -1, max: -1 } satisfies KeepAliveLine })
}

/** Makes any emitter of events what connections ask of a server; where it has no settings of its own it gets the defaults. */
function becomeHost(server: Server): void {
  if ((server as Partial<Server>)[kFixed] === undefined) {
    const own = { ...server }
    setOptions(server, {})
    Object.assign(server, own)
  }
  setHidden(server, { [kKeepAliveHeader]: Server.prototype[kKeepAliveHeader], [kSetup]: Server.prototype[kSetup], [kDeadlines]: new Deadlines() })
}

/** Whether a timer waits for a deadline of one of the server's connections. */
export function watchesDeadlines(server: Server): boolean {
  return server[kDeadlines].isAwake
}

/**
 * Makes `socket` one of the server's, which is `this`. Any Duplex will do: `server.emit('connection', duplex)` is how others
 * than the listening socket bring one. Any emitter of events will do for the server: it gets `'request'` and the other events.
 */
export function connectionListener(this: Server, socket: Duplex): void {
  if ((this as Partial<Server>)[kDeadlines] === undefined) becomeHost(this)
  new ServerConnection(this, socket as net.Socket)
}

/** A new {@link Server}; `listener` is added to its `'request'` event. */
export function createServer(options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server {
  return new Server(options, listener)
}
