/**
 * What `_http_server` exports beside its classes: functions that make another server an HTTP server, and keys.
 *
 * `connectionListener` prepares such a server by itself when its first connection comes. The functions are for callers that do it before.
 */
import { watchesDeadlines, type ServerOptions } from '@layered-http/server/port'
import { Server, setOptions } from '../classes.js'

/** Node's keys for the class of the responses, and for the timer of the connections' deadlines. */
export const kServerResponse = Symbol('ServerResponse')
export const kConnectionsCheckingInterval = Symbol('http.server.connectionsCheckingInterval')

/** Never constructed: its member is put on the prototype of servers. */
export class LegacyServer extends Server {
  /** The timer of the connections' deadlines, in the shape of Node's: it is not destroyed while the server listens or has a connection. */
  get [kConnectionsCheckingInterval](): { readonly _destroyed: boolean } {
    const isIdle = (): boolean => !this.listening && !watchesDeadlines(this)
    return {
      get _destroyed(): boolean {
        return isIdle()
      },
    }
  }
}

/** Does nothing: connections are tracked from the first one on. */
export function setupConnectionsTracking(this: Server): void {}

/** Sets the options of a server, as its constructor does. */
export function storeHTTPOptions(this: Server, options: ServerOptions): void {
  setOptions(this, options)
}

/** Closes the idle connections of a server, as the first step of closing it. */
export function httpServerPreClose(server: Server): void {
  server.closeIdleConnections()
}
