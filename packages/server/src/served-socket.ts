/** The socket of a connection: its listeners, and the names under which libraries look for HTTP on it. */
import type { Socket } from 'node:net'
import type { Parser } from '@layered-http/parser'
import { addListeners, removeListeners, type SocketListeners } from '@layered-http/streams/port'
import { codedError } from '@layered-http/shared'

const kOwner = Symbol('server connection')

/** Who hears a socket's events. */
export interface SocketOwner {
  read(chunk: Uint8Array): void
  onEnd(): void
  /** Leaves the server's list of connections. */
  unlist(): void
  onClose(): void
  onError(error: Error): void
  onDrain(): void
  onTimeout(): void
}

/**
 * A socket that carries a connection of ours. `parser`, `server` and `_paused` are for libraries: the last says that nothing is read
 * because answers to pipelined requests wait for the client.
 */
export type ServedSocket = Socket & { [kOwner]?: SocketOwner; parser?: Parser | null; _paused?: boolean }

/** Makes `owner` hear of the socket, for as long as that is HTTP. */
export function attach(socket: ServedSocket, owner: SocketOwner, parser: Parser, server: unknown): void {
  socket[kOwner] = owner
  socket.parser = parser
  ;(socket as { server?: unknown }).server = server
  socket._paused = false
  socket.setEncoding = refuseEncoding
  // Two for one event, as in Node: the connection leaves the server's list whatever a listener of its messages may throw.
  socket.on('close', unlist)
  addListeners(socket, LISTENERS)
}

/** Lets go of it, for a handler of another protocol. */
export function detach(socket: ServedSocket): void {
  socket.removeListener('close', unlist)
  removeListeners(socket, LISTENERS)
  // As if nobody had listened yet: bytes wait for the handler, who may take its time.
  ;(socket as { readableFlowing: boolean | null }).readableFlowing = null
  // Back to the method of its class.
  delete (socket as Partial<ServedSocket>).setEncoding
}

/** The parser reads bytes. */
function refuseEncoding(): never {
  throw codedError(Error, 'ERR_HTTP_SOCKET_ENCODING', 'Changing the socket encoding is not allowed per RFC7230 Section 3.')
}

function unlist(this: ServedSocket): void {
  this[kOwner]?.unlist()
}

/**
 * One set of listeners for every socket; `this` is the socket. `'close'` is also called by hand, by whoever takes it out of the
 * socket's list; on something that carries no connection it does nothing.
 */
const LISTENERS: SocketListeners = {
  data(this: ServedSocket, chunk: Uint8Array) {
    this[kOwner]!.read(chunk)
  },
  end(this: ServedSocket) {
    this[kOwner]!.onEnd()
  },
  close(this: ServedSocket) {
    this[kOwner]?.onClose()
  },
  error(this: ServedSocket, error: Error) {
    this[kOwner]!.onError(error)
  },
  drain(this: ServedSocket) {
    this[kOwner]!.onDrain()
  },
  timeout(this: ServedSocket) {
    this[kOwner]!.onTimeout()
  },
}
