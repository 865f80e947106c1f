/** What serves a name: a server, or a handler, which gets a server of its own. */
import type { EventEmitter } from 'node:events'
import type * as nodeHttp from 'node:http'
import { invalidArgType } from '@layered-http/shared'
import { createServer } from '../classes.js'

/** Takes requests: a function, as for `http.createServer`, such as an app of Express. */
export type RequestHandler = (request: nodeHttp.IncomingMessage, response: nodeHttp.ServerResponse) => void

/** What serves requests. A server is one of `http.createServer` or `https.createServer`, also of Node's own. It need not listen. */
export type Serving = RequestHandler | EventEmitter

const servers = new WeakMap<RequestHandler, EventEmitter>()

/**
 * Returns the server that gets the connections. A handler has one server, however often it is given.
 *
 * @throws ERR_INVALID_ARG_TYPE
 */
export function emitterOf(serving: Serving): EventEmitter {
  // An app of Express is a function with the methods of an emitter.
  if (typeof serving === 'function') {
    const known = servers.get(serving) ?? (createServer(serving as never) as unknown as EventEmitter)
    servers.set(serving, known)
    return known
  }
  if (typeof (serving as EventEmitter | null)?.emit !== 'function') throw invalidArgType('serving', ['Server', 'Function'], serving)
  return serving
}

/** True if a server gets its connections after a handshake: it is one of `node:https`. */
export function expectsTls(server: EventEmitter): boolean {
  return server.listenerCount('secureConnection') > 0
}

/** Gives a connection to a server. There is no handshake. */
export function giveTo(server: EventEmitter, socket: object): void {
  server.emit(expectsTls(server) ? 'secureConnection' : 'connection', socket)
}
