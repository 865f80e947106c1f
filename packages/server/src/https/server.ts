/** Server over TLS: a `tls.Server` whose connections are HTTP/1. */
import { captureRejectionSymbol } from 'node:events'
import tls, { type TlsOptions, type TLSSocket } from 'node:tls'
import { defineConstructor, validateFunction } from '@layered-http/shared'
import { highWaterMarkOf, type ServerOptions as HttpServerOptions } from '../options.js'
import { beginServing, connectionListener, readArguments, Server as HttpServer, setOptions, type RequestListener } from '../server.js'
import { needsHighWaterMark, setHighWaterMark } from './high-water-mark.js'

/** What is offered to clients that ask by ALPN (RFC 7301). Source: Node's `https.createServer`. */
const ALPN_PROTOCOLS = ['http/1.1']

/** How a server is set up: the options of an HTTP server and those of `tls.createServer`. */
export interface ServerOptions extends HttpServerOptions, Omit<TlsOptions, keyof HttpServerOptions> {}

class ServerMethods extends tls.Server {}

// The methods themselves are those of HTTP servers. A listener whose promise was rejected is the concern of `tls.Server`, as in Node.
for (const key of Reflect.ownKeys(HttpServer.prototype)) {
  if (key !== 'constructor' && key !== captureRejectionSymbol) Object.defineProperty(ServerMethods.prototype, key, Object.getOwnPropertyDescriptor(HttpServer.prototype, key)!)
}

/** An HTTP/1 server over TLS. Callable without `new`. */
export type Server = tls.Server & HttpServer

export interface ServerConstructor {
  new (options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server
  (options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server
  readonly prototype: Server
}

export const Server: ServerConstructor = defineConstructor<ServerConstructor>(ServerMethods, {
  Server: function (this: Server | undefined, options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server | void {
    if (!(this instanceof Server)) return new Server(options, listener)
    const { options: given, listener: onRequest } = readArguments(options, listener)
    setOptions(this, given)
    ;(tls.Server as unknown as (this: tls.Server, options: TlsOptions, listener: (this: HttpServer, socket: TLSSocket) => void) => void).call(this, tlsOptions(given), connectionListener)
    if (needsHighWaterMark()) this.prependListener('secureConnection', setHighWaterMark)
    beginServing(this)
    if (onRequest !== null) {
      validateFunction(onRequest, 'listener')
      this.on('request', onRequest)
    }
    this.on('tlsClientError', reportHandshake)
  },
})

/** What `tls.Server` is told. As Node, an option that is there but undefined has no default, and ALPNProtocols has none beside a callback. */
function tlsOptions(given: ServerOptions): TlsOptions {
  const options = { noDelay: true, ...given, highWaterMark: highWaterMarkOf(given) }
  return given.ALPNCallback ? options : { ALPNProtocols: ALPN_PROTOCOLS, ...options }
}

/** Reports a failed handshake as an error of the client. No reply is sent: there is no TLS connection for it. */
function reportHandshake(this: Server, error: Error, socket: TLSSocket): void {
  if (!this.emit('clientError', error, socket)) socket.destroy(error)
}

/**
 * Returns a new {@link Server}; `listener` is added to its `'request'` event.
 *
 * @throws what the options of an HTTP server throw; those of TLS throw ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS and what `tls.createServer` does
 */
export function createServer(options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server {
  return new Server(options, listener)
}
