/**
 * Server: a `net.Server` whose connections are HTTP/1.
 * What may live here: the class, its types, and what a server does with its connections. The meaning of options is in a file of its own.
 */
import { captureRejectionSymbol } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { defineBrand, defineConstructor, invalidArgType, validateFunction, type MessageDefaults } from '@layered-http/shared'
import type { IncomingMessage as ReceivedMessage } from '@layered-http/streams'
import { ServerConnection } from './connection.js'
import { Drain, readDrainOptions, type DrainOptions, type DrainResult } from './drain.js'
import { respondToRejectedHandler } from './error-responses.js'
import type { RequestListener, ServerEvents } from './events.js'
import { highWaterMarkOf, storeOptions, type DefaultClasses, type HttpValidation, type RequestClass, type ResponseClass, type ResponseTo, type ServerOptions, type ServerSettings } from './options.js'
import { IncomingMessage } from './request.js'
import { ServerResponse } from './response.js'
import { setFixedSettings, stateOf } from './server-state.js'
import { statsOf, type ServerStats } from './stats.js'
import type { WithUrlParts } from './url-parts.js'

/** The members that HTTP adds to a `net.Server` or a `tls.Server`. Times are milliseconds; 0 switches a timeout off. */
export interface HttpServerMembers<Request extends ReceivedMessage = IncomingMessage, Response extends ServerResponse = ServerResponse<Request>> {
  /** Time without data on a socket before `'timeout'`, for connections that are still to come. Default 0. */
  timeout: number
  /** See {@link ServerOptions.keepAliveTimeout}. */
  keepAliveTimeout: number
  /** See {@link ServerOptions.keepAliveTimeoutBuffer}. */
  keepAliveTimeoutBuffer: number
  /** See {@link ServerOptions.headersTimeout}. */
  headersTimeout: number
  /** See {@link ServerOptions.requestTimeout}. */
  requestTimeout: number
  /** See {@link ServerOptions.connectionsCheckingInterval}. */
  connectionsCheckingInterval: number
  /** Fields in one head, for connections that are still to come: null, the default, for 1000; 0 for no limit. */
  maxHeadersCount: number | null
  /** See {@link ServerOptions.maxHeaderSize}. For connections that are still to come; undefined for the default. */
  maxHeaderSize: number | undefined
  /** Requests on one socket; 0, the default, for no limit. The last response has `Connection: close`. Later requests get 503 and emit `'dropRequest'`. */
  maxRequestsPerSocket: number
  /** See {@link ServerOptions.requireHostHeader}. */
  requireHostHeader: boolean
  /** See {@link ServerOptions.joinDuplicateHeaders}. */
  joinDuplicateHeaders: boolean | undefined
  /** See {@link ServerOptions.insecureHTTPParser}. For connections that are still to come. */
  insecureHTTPParser: boolean | undefined
  /** See {@link ServerOptions.httpValidation}. For connections that are still to come. */
  httpValidation: HttpValidation | undefined
  /** See {@link ServerOptions.rejectNonStandardBodyWrites}. For connections that are still to come. */
  rejectNonStandardBodyWrites: boolean
  /** See {@link ServerOptions.optimizeEmptyRequests}. Not in `Object.keys`, like the two classes: Node's servers have no such keys. */
  optimizeEmptyRequests: boolean
  /** See {@link ServerOptions.shouldUpgradeCallback}. */
  // As a method, so that a server with a class of requests is accepted where one without is expected.
  shouldUpgradeCallback(request: Request): boolean
  /** True if a client that has ended its side still gets late responses. Default false, as in Node. */
  httpAllowHalfOpen: boolean
  /** See {@link ServerOptions.IncomingMessage}. */
  IncomingMessage: RequestClass<Request>
  /** See {@link ServerOptions.ServerResponse}. */
  ServerResponse: ResponseClass<Response>
  /**
   * Sets `timeout`. `callback` becomes a `'timeout'` listener and gets the socket. If neither the server nor a message of the connection has a listener, a
   * socket without data is destroyed.
   */
  setTimeout(milliseconds?: number, callback?: (socket: net.Socket) => void): this
  setTimeout(callback: (socket: net.Socket) => void): this
  /** Destroys the connections without a request. */
  closeIdleConnections(): void
  /** Destroys every connection, except those that were upgraded. */
  closeAllConnections(): void
  /**
   * Shuts the server down without losing requests. It stops listening and ends the idle connections. Requests that are under way finish, and their clients are told that the connection closes.
   * All timeouts stay armed. Connections that are left after `graceMs` are destroyed.
   *
   * A second call returns the same promise. A server that does not listen drains the connections that it has. `'close'` is emitted as after `close()`.
   *
   * @returns a promise that is fulfilled when no connection of HTTP is left, at most `graceMs` + 100 ms later. It is never rejected
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE for a wrong option
   */
  drain(options?: DrainOptions): Promise<DrainResult>
  /** Returns the state of the connections and what was counted so far: see {@link ServerStats}. Its cost grows with the number of open connections. */
  stats(): ServerStats
}

/** An HTTP/1 server. `close()` stops listening, ends idle connections, and lets the others finish their requests. */
export interface Server<Request extends ReceivedMessage = IncomingMessage, Response extends ServerResponse = ServerResponse<Request>>
  extends net.Server,
    HttpServerMembers<Request, Response> {
  on<Name extends keyof ServerEvents<Request, Response>>(event: Name, listener: (...args: ServerEvents<Request, Response>[Name]) => void): this
  on(event: string | symbol, listener: (...args: never[]) => void): this
  once<Name extends keyof ServerEvents<Request, Response>>(event: Name, listener: (...args: ServerEvents<Request, Response>[Name]) => void): this
  once(event: string | symbol, listener: (...args: never[]) => void): this
  addListener<Name extends keyof ServerEvents<Request, Response>>(event: Name, listener: (...args: ServerEvents<Request, Response>[Name]) => void): this
  addListener(event: string | symbol, listener: (...args: never[]) => void): this
  prependListener<Name extends keyof ServerEvents<Request, Response>>(event: Name, listener: (...args: ServerEvents<Request, Response>[Name]) => void): this
  prependListener(event: string | symbol, listener: (...args: never[]) => void): this
  prependOnceListener<Name extends keyof ServerEvents<Request, Response>>(event: Name, listener: (...args: ServerEvents<Request, Response>[Name]) => void): this
  prependOnceListener(event: string | symbol, listener: (...args: never[]) => void): this
  off<Name extends keyof ServerEvents<Request, Response>>(event: Name, listener: (...args: ServerEvents<Request, Response>[Name]) => void): this
  off(event: string | symbol, listener: (...args: never[]) => void): this
  removeListener<Name extends keyof ServerEvents<Request, Response>>(event: Name, listener: (...args: ServerEvents<Request, Response>[Name]) => void): this
  removeListener(event: string | symbol, listener: (...args: never[]) => void): this
  emit<Name extends keyof ServerEvents<Request, Response>>(event: Name, ...args: ServerEvents<Request, Response>[Name]): boolean
  emit(event: string | symbol, ...args: unknown[]): boolean
}

/** Makes servers. */
export interface CreateServer {
  /**
   * Returns a new {@link Server}; `listener` is added to its `'request'` event.
   *
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE for a wrong option, which the message names
   */
  <Request extends ReceivedMessage = IncomingMessage, Response extends ServerResponse = ServerResponse<Request>, Parts extends boolean = false>(
    options?: ServerOptions<Request, Response, Parts> | RequestListener<WithUrlParts<Request, Parts>, ResponseTo<WithUrlParts<Request, Parts>, Response>> | null,
    listener?: RequestListener<WithUrlParts<Request, Parts>, ResponseTo<WithUrlParts<Request, Parts>, Response>>,
  ): Server<WithUrlParts<Request, Parts>, ResponseTo<WithUrlParts<Request, Parts>, Response>>
}

/** The class of servers. Callable without `new`. Throws as {@link CreateServer} does. */
export interface ServerConstructor extends CreateServer {
  new <Request extends ReceivedMessage = IncomingMessage, Response extends ServerResponse = ServerResponse<Request>, Parts extends boolean = false>(
    options?: ServerOptions<Request, Response, Parts> | RequestListener<WithUrlParts<Request, Parts>, ResponseTo<WithUrlParts<Request, Parts>, Response>> | null,
    listener?: RequestListener<WithUrlParts<Request, Parts>, ResponseTo<WithUrlParts<Request, Parts>, Response>>,
  ): Server<WithUrlParts<Request, Parts>, ResponseTo<WithUrlParts<Request, Parts>, Response>>
  readonly prototype: Server
}

/** The methods of HTTP servers. Those of `tls.Server` get copies. */
export class ServerMethods extends net.Server {
  declare timeout: number

  override close(callback?: (error?: Error) => void): this {
    super.close(callback)
    this.closeIdleConnections()
    return this
  }

  setTimeout(milliseconds?: number | ((socket: net.Socket) => void), callback?: (socket: net.Socket) => void): this {
    // As in Node, whose types have the form with a callback alone, and whose method does nothing useful with it.
    this.timeout = milliseconds as number
    if (callback) this.on('timeout', callback)
    return this
  }

  /** `close()` as a promise, for `await using`. Rejects with ERR_SERVER_NOT_RUNNING, as `node:net` of newer versions does. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve, reject) => this.close((error) => (error ? reject(error) : resolve())))
  }

  closeIdleConnections(): void {
    for (const connection of stateOf(this)!.connections) if (connection.isUnused) connection.destroy()
  }

  closeAllConnections(): void {
    for (const connection of stateOf(this)!.connections) connection.destroy()
  }

  drain(options: DrainOptions = {}): Promise<DrainResult> {
    const { connections } = stateOf(this)!
    const { drain } = connections
    // A server may listen again after a drain, or get connections of other transports.
    const isDone = drain === null || (drain.isOver && (this.listening || connections.size > 0))
    if (isDone) connections.drain = new Drain(this, connections, () => void super.close(), options)
    else readDrainOptions(options)
    return connections.drain!.promise
  }

  stats(): ServerStats {
    const { connections, counts, fixed } = stateOf(this)!
    return statsOf(connections, counts, fixed.stats)
  }

  /** The promise of a listener was rejected, and `captureRejections` is on: a request gets 500, other events emit `'error'`. */
  override [captureRejectionSymbol](error: Error, event: string | symbol, ...args: unknown[]): void {
    if (event === 'request') respondToRejectedHandler(args[1] as ServerResponse, error)
    else if (event === 'connection') (args[0] as Duplex).destroy(error)
    else this.emit('error', error)
  }
}

/** What a family of servers is made of. */
export interface ServerFamilyOptions extends DefaultClasses {
  /**
   * Values for options that are not given. The object is read when a connection begins.
   *
   * @defaultValue the defaults of the options
   */
  readonly defaults?: MessageDefaults
}

/** A family of servers: classes whose prototypes are their own. */
export interface ServerFamily {
  readonly Server: ServerConstructor
  readonly createServer: CreateServer
  /**
   * Serves HTTP on `socket`, which becomes a connection of the server `this`. Any Duplex is accepted. So is any EventEmitter as `this`: it gets the
   * settings of a server without options where it has none, and emits `'request'` and the other events.
   */
  connectionListener(this: Server, socket: Duplex): void
  /**
   * Checks and stores the options of a server, as its constructor does. For servers of other classes, whose connections `connectionListener` serves.
   *
   * @throws as `createServer`
   */
  setOptions(server: Server, options: ServerOptions): void
}

/**
 * Returns a new family of servers. Members that are added to its prototype are not seen in other families. The `instanceof` of its `Server` accepts the servers of every
 * family, in any copy of this package.
 */
export function defineServer({ defaults = {}, ...classes }: ServerFamilyOptions): ServerFamily {
  // A method: stack traces show its name, which a bundler does not change.
  const { createServer }: { createServer: CreateServer } = {
    createServer(options, listener) {
      return new Server(options, listener)
    },
  }

  const Server = defineConstructor<ServerConstructor>(ServerMethods, {
    Server: function (this: Server | undefined, options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server | void {
      if (!(this instanceof Server)) return new Server(options, listener)
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
      initServer(this)
      this.maxRequestsPerSocket = 0
      if (onRequest !== null) this.on('request', onRequest)
      this.on('connection', connectionListener)
    },
  })
  defineBrand(Server, 'Server')

  function connectionListener(this: Server, socket: Duplex): void {
    if (stateOf(this) === undefined) initEmitter(this)
    new ServerConnection(stateOf(this)!, socket as net.Socket)
  }

  function setOptions(server: Server, options: ServerOptions): void {
    setFixedSettings(server, storeOptions(server as unknown as ServerSettings & Server, options, classes), defaults)
  }

  /** Makes an emitter a server: it keeps the settings that it has, and gets the others. */
  function initEmitter(emitter: Server): void {
    const own = { ...emitter }
    setOptions(emitter, {})
    Object.assign(emitter, own)
  }

  return { Server, createServer, connectionListener, setOptions }
}

/**
 * Returns the arguments of a server's constructor by their names: the options can be left out.
 *
 * @throws ERR_INVALID_ARG_TYPE for options that are not an object. The listener is not checked yet.
 */
export function readArguments<Options extends object>(
  options: Options | RequestListener | null | undefined,
  listener: RequestListener | null = null,
): { options: Options; listener: RequestListener | null } {
  if (typeof options === 'function') return { options: {} as Options, listener: options as RequestListener }
  options ??= {} as Options
  if (typeof options !== 'object' || Array.isArray(options)) throw invalidArgType('options', 'object', options, readArguments)
  return { options, listener }
}

/** Sets the properties of a new server that no option decides. */
export function initServer(server: HttpServerMembers): void {
  server.httpAllowHalfOpen = false
  server.timeout = 0
  server.maxHeadersCount = null
}

/** True if a timer is set for a deadline of one of the server's connections. */
export function watchesDeadlines(server: object): boolean {
  return stateOf(server)?.connections.timer.isSet === true
}

/** The family of the main entry. */
const main = defineServer({ IncomingMessage, ServerResponse })

export const Server: ServerConstructor = main.Server
/**
 * Returns an HTTP server that does not listen yet: call `listen()`.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE for a wrong option, which the message names
 */
export const createServer: CreateServer = main.createServer
export const { connectionListener, setOptions } = main
