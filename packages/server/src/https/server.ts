/** Server: a `tls.Server` whose connections are HTTP/1. */
import tls, { type TlsOptions } from 'node:tls'
import { defineConstructor } from '@layered-http/shared'
import type { ServerOptions as HttpServerOptions } from '../options.js'
import { connectionListener, setOptions, type RequestListener, type Server as HttpServer } from '../server.js'

/** How a server is set up: the options of an HTTP server and those of `tls.createServer`. */
export interface ServerOptions extends HttpServerOptions, Omit<TlsOptions, keyof HttpServerOptions> {}

class ServerMethods extends tls.Server {}

/** An HTTP/1 server over TLS. Callable without `new`. */
export type Server = ServerMethods & HttpServer

export interface ServerConstructor {
  new (options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server
  (options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server
  readonly prototype: Server
}

export const Server: ServerConstructor = defineConstructor<ServerConstructor>(ServerMethods, {
  Server: function (this: ServerMethods | undefined, options?: ServerOptions | RequestListener | null, listener?: RequestListener): ServerMethods | void {
    if (!(this instanceof Server)) return new (Server as unknown as ServerConstructor)(options, listener)
    setOptions(this as Server, options as ServerOptions)
    ;(tls.Server as unknown as (this: tls.Server, options: TlsOptions, listener: unknown) => void).call(this, { ALPNProtocols: ['http/1.1'], ...(options as TlsOptions) }, connectionListener)
  },
})

/** A new {@link Server}; `listener` is added to its `'request'` event. */
export function createServer(options?: ServerOptions | RequestListener | null, listener?: RequestListener): Server {
  return new Server(options, listener)
}
