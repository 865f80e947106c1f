/**
 * What `_http_server` has beside its classes: functions with which another server is made to speak HTTP, and keys.
 *
 * `connectionListener` prepares such a server by itself when its first connection comes; the functions are there for those
 * who call them before that.
 */
import { Server, setOptions, watchesDeadlines, type ServerOptions } from '@layered-http/server'
import { lend } from './lend.js'

/** Node's keys for the class of the responses, and for the timer of the connections' deadlines. */
export const kServerResponse = Symbol('ServerResponse')
export const kConnectionsCheckingInterval = Symbol('http.server.connectionsCheckingInterval')

class LegacyServer extends Server {
  /** Whether connections are looked after, in the shape of Node's timer: they are while the server listens, or one is left. */
  get [kConnectionsCheckingInterval](): { readonly _destroyed: boolean } {
    const isIdle = (): boolean => !this.listening && !watchesDeadlines(this)
    return {
      get _destroyed(): boolean {
        return isIdle()
      },
    }
  }
}

/** Makes the names available on every server. */
export function lendServer(): void {
  lend(Server.prototype, LegacyServer.prototype)
}

/** Connections are tracked from the first one on. */
export function setupConnectionsTracking(this: Server): void {}

/** Sets the options of a server, as its constructor does. */
export function storeHTTPOptions(this: Server, options: ServerOptions): void {
  setOptions(this, options)
}

/** What comes before a server is closed: idle connections end. */
export function httpServerPreClose(server: Server): void {
  server.closeIdleConnections()
}
