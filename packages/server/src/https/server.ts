/**
 * Server over TLS: a `tls.Server` whose connections are HTTP/1.
 * What may live here: the class, its types, and its TLS options. HTTP is that of the server without TLS.
 */
import { captureRejectionSymbol } from 'node:events'
import type { Socket } from 'node:net'
import tls, { type TlsOptions, type TLSSocket } from 'node:tls'
import { defineBrand, defineConstructor, validateFunction } from '@layered-http/shared'
import type { IncomingMessage as ReceivedMessage } from '@layered-http/streams'
import { refused } from '../channels.js'
import type { RequestListener, ServerEvents } from '../events.js'
import { highWaterMarkOf, type ResponseTo, type ServerOptions as HttpServerOptions } from '../options.js'
import { publishRefusal } from '../refusal.js'
import type { IncomingMessage } from '../request.js'
import type { ServerResponse } from '../response.js'
import { connectionListener, initServer, readArguments, ServerMethods, setOptions, type HttpServerMembers, type ServerFamily } from '../server.js'
import type { WithUrlParts } from '../url-parts.js'
import { needsHighWaterMark, setHighWaterMark } from './high-water-mark.js'

/** The protocols that are offered to clients that ask by ALPN (RFC 7301). Source: Node's `https.createServer`. */
const ALPN_PROTOCOLS = ['http/1.1']

/** How a server is set up: the options of an HTTP server and those of `tls.createServer`. */
export interface ServerOptions<Request extends ReceivedMessage = IncomingMessage, Response extends ServerResponse = ServerResponse, Parts extends boolean = false>
  extends HttpServerOptions<Request, Response, Parts>,
    Omit<TlsOptions, keyof HttpServerOptions> {}

/** The arguments of each event's listeners, by the event's name. */
export interface SecureServerEvents<Request extends ReceivedMessage = IncomingMessage, Response extends ServerResponse = ServerResponse<Request>> extends ServerEvents<Request, Response> {
  /** A handshake is complete; HTTP begins. */
  secureConnection: [socket: TLSSocket]
  /** A handshake has failed. Without a listener for `'clientError'` the socket is destroyed. */
  tlsClientError: [error: Error, socket: TLSSocket]
  keylog: [line: Buffer, socket: TLSSocket]
  newSession: [sessionId: Buffer, sessionData: Buffer, callback: () => void]
  OCSPRequest: [certificate: Buffer, issuer: Buffer, callback: (error: Error | null, response?: Buffer) => void]
  resumeSession: [sessionId: Buffer, callback: (error: Error | null, sessionData?: Buffer) => void]
}

/** An HTTP/1 server over TLS. */
export interface Server<Request extends ReceivedMessage = IncomingMessage, Response extends ServerResponse = ServerResponse<Request>>
  extends tls.Server,
    HttpServerMembers<Request, Response> {
  on<Name extends keyof SecureServerEvents<Request, Response>>(event: Name, listener: (...args: SecureServerEvents<Request, Response>[Name]) => void): this
  on(event: string | symbol, listener: (...args: never[]) => void): this
  once<Name extends keyof SecureServerEvents<Request, Response>>(event: Name, listener: (...args: SecureServerEvents<Request, Response>[Name]) => void): this
  once(event: string | symbol, listener: (...args: never[]) => void): this
  addListener<Name extends keyof SecureServerEvents<Request, Response>>(event: Name, listener: (...args: SecureServerEvents<Request, Response>[Name]) => void): this
  addListener(event: string | symbol, listener: (...args: never[]) => void): this
  prependListener<Name extends keyof SecureServerEvents<Request, Response>>(event: Name, listener: (...args: SecureServerEvents<Request, Response>[Name]) => void): this
  prependListener(event: string | symbol, listener: (...args: never[]) => void): this
  prependOnceListener<Name extends keyof SecureServerEvents<Request, Response>>(event: Name, listener: (...args: SecureServerEvents<Request, Response>[Name]) => void): this
  prependOnceListener(event: string | symbol, listener: (...args: never[]) => void): this
  off<Name extends keyof SecureServerEvents<Request, Response>>(event: Name, listener: (...args: SecureServerEvents<Request, Response>[Name]) => void): this
  off(event: string | symbol, listener: (...args: never[]) => void): this
  removeListener<Name extends keyof SecureServerEvents<Request, Response>>(event: Name, listener: (...args: SecureServerEvents<Request, Response>[Name]) => void): this
  removeListener(event: string | symbol, listener: (...args: never[]) => void): this
  emit<Name extends keyof SecureServerEvents<Request, Response>>(event: Name, ...args: SecureServerEvents<Request, Response>[Name]): boolean
  emit(event: string | symbol, ...args: unknown[]): boolean
}

/** Makes servers over TLS. */
export interface CreateServer {
  /**
   * Returns a new {@link Server}; `listener` is added to its `'request'` event.
   *
   * @throws as an HTTP server for wrong options of HTTP; ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS, and as `tls.createServer`, for those of TLS
   */
  <Request extends ReceivedMessage = IncomingMessage, Response extends ServerResponse = ServerResponse<Request>, Parts extends boolean = false>(
    options?: ServerOptions<Request, Response, Parts> | RequestListener<WithUrlParts<Request, Parts>, ResponseTo<WithUrlParts<Request, Parts>, Response>> | null,
    listener?: RequestListener<WithUrlParts<Request, Parts>, ResponseTo<WithUrlParts<Request, Parts>, Response>>,
  ): Server<WithUrlParts<Request, Parts>, ResponseTo<WithUrlParts<Request, Parts>, Response>>
}

/** The class of servers over TLS. Callable without `new`. Throws as {@link CreateServer} does. */
export interface ServerConstructor extends CreateServer {
  new <Request extends ReceivedMessage = IncomingMessage, Response extends ServerResponse = ServerResponse<Request>, Parts extends boolean = false>(
    options?: ServerOptions<Request, Response, Parts> | RequestListener<WithUrlParts<Request, Parts>, ResponseTo<WithUrlParts<Request, Parts>, Response>> | null,
    listener?: RequestListener<WithUrlParts<Request, Parts>, ResponseTo<WithUrlParts<Request, Parts>, Response>>,
  ): Server<WithUrlParts<Request, Parts>, ResponseTo<WithUrlParts<Request, Parts>, Response>>
  readonly prototype: Server
}

class SecureServerMethods extends tls.Server {}

// A listener whose promise was rejected is a matter of `tls.Server`, as in Node.
for (const key of Reflect.ownKeys(ServerMethods.prototype)) {
  if (key !== 'constructor' && key !== captureRejectionSymbol) Object.defineProperty(SecureServerMethods.prototype, key, Object.getOwnPropertyDescriptor(ServerMethods.prototype, key)!)
}

/** A family of servers over TLS: classes whose prototypes are their own. */
export interface HttpsServerFamily {
  readonly Server: ServerConstructor
  readonly createServer: CreateServer
}

/**
 * Returns a new family of servers over TLS. Members that are added to its prototype are not seen in other families. The `instanceof` of its `Server` accepts the
 * servers of every such family, in any copy of this package.
 *
 * @param http - decides the messages, and the defaults of options
 */
export function defineHttpsServer(http: Pick<ServerFamily, 'connectionListener' | 'setOptions'>): HttpsServerFamily {
  const Server = defineConstructor<ServerConstructor>(SecureServerMethods, {
    Server: function (this: Server | undefined, options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server | void {
      if (!(this instanceof Server)) return new Server(options, listener)
      const { options: given, listener: onRequest } = readArguments(options, listener)
      http.setOptions(this as never, given)
      ;(tls.Server as unknown as (this: tls.Server, options: TlsOptions, listener: (this: never, socket: Socket) => void) => void).call(this, tlsOptions(given), http.connectionListener)
      if (needsHighWaterMark()) this.prependListener('secureConnection', setHighWaterMark)
      initServer(this)
      if (onRequest !== null) {
        validateFunction(onRequest, 'listener')
        this.on('request', onRequest)
      }
      this.on('tlsClientError', reportHandshake)
    },
  })
  defineBrand(Server, 'HttpsServer')
  return {
    Server,
    createServer(options, listener) {
      return new Server(options, listener)
    },
  }
}

/** Returns the options of `tls.Server`. As in Node, an option that is present but undefined has no default, and ALPNProtocols has none beside a callback. */
function tlsOptions(given: ServerOptions): TlsOptions {
  const options = { noDelay: true, ...given, highWaterMark: highWaterMarkOf(given) }
  return given.ALPNCallback ? options : { ALPNProtocols: ALPN_PROTOCOLS, ...options }
}

/** A failed handshake is an error of the client. No response is sent: there is no TLS connection for it. */
function reportHandshake(this: Server, error: Error, socket: TLSSocket): void {
  if (refused.hasSubscribers) publishRefusal(this, socket, error, undefined)
  if (!this.emit('clientError', error, socket)) socket.destroy(error)
}

const main = defineHttpsServer({ connectionListener, setOptions })

export const Server: ServerConstructor = main.Server
/**
 * Returns an HTTPS server that does not listen yet: call `listen()`.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE for a wrong option, which the message names
 */
export const createServer: CreateServer = main.createServer
