/**
 * The events of a client's socket, brought to its connection.
 *
 * They run in the async context of the request that is served, not in that of whoever opened the socket: sockets are shared.
 */
import type { Socket } from 'node:net'
import type { Parser } from '@layered-http/parser'
import { type SocketListeners } from '@layered-http/streams/port'
import type { ClientRequest } from './client-request.js'
import type { ClientConnection } from './connection.js'

export const kConnection = Symbol('client connection')

/** A socket that carries a connection of ours, and the name under which the pool finds the request it serves. */
export type ClientSocket = Socket & { [kConnection]?: ClientConnection; _httpMessage?: ClientRequest | null; parser?: Parser | null }

/** Runs `act` in the async context of the request that `connection` serves. */
export function inContext<Args extends unknown[]>(connection: ClientConnection, act: (this: ClientConnection, ...args: Args) => void, ...args: Args): void {
  const { context } = connection
  if (context === undefined) act.apply(connection, args)
  else context.runInAsyncScope(act, connection, ...args)
}

// One set of listeners for every socket; `this` is the socket.

/** While a request is served: a transport may speak as soon as somebody listens. */
export function onData(this: ClientSocket, chunk: Uint8Array): void {
  const connection = this[kConnection]!
  inContext(connection, connection.read, chunk)
}

export function onEnd(this: ClientSocket): void {
  const connection = this[kConnection]!
  inContext(connection, connection.onEnd)
}

/** While a request is served that is still being written. */
export function onDrain(this: ClientSocket): void {
  const connection = this[kConnection]!
  inContext(connection, connection.onDrain)
}

/** From the moment there is a socket, which may fail before it is used. */
export const LIFE_LISTENERS: SocketListeners = {
  close(this: ClientSocket) {
    const connection = this[kConnection]!
    inContext(connection, connection.onClose)
  },
  error(this: ClientSocket, error: Error) {
    const connection = this[kConnection]!
    inContext(connection, connection.onError, error)
  },
}
