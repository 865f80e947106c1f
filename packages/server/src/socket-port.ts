/**
 * SocketPort: a connection's access to its socket: the socket's events, their async context, and pausing its input.
 *
 * Everything that this package changes on a user's socket is in this file: listeners, the names under which libraries find HTTP on a socket (`parser`,
 * `server`, `_httpMessage`, `_paused`), the replaced methods `setEncoding` and `destroy`, `readableFlowing`, `readingMore` of its stream, and the socket's own timeout.
 */
import { AsyncResource, executionAsyncId } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import type { Parser } from '@layered-http/parser/tape'
import { addListeners, closeMessage, removeListeners, setReadingMore, type SocketListeners } from '@layered-http/streams/port'
import { codedError } from '@layered-http/shared'
import { hasFrameOf } from './async-frame.js'

/** What a connection does at the events of its socket. */
export interface SocketEvents {
  onData(chunk: Uint8Array): void
  onEnd(): void
  /** Called before the other listeners for `'close'`: leaves the server's list of connections. */
  removeFromServer(): void
  onClose(): void
  onError(error: Error): void
  onDrain(): void
  onTimeout(): void
}

/** What receives the bytes of a socket after its HTTP has ended, without owning the socket. */
export interface RelayTarget {
  onData(chunk: Uint8Array): void
  onEnd(): void
  onError(error: Error): void
  onClose(): void
}

const kConnection = Symbol('server connection')
const kRelayTarget = Symbol('relay target')

/**
 * A socket that carries a connection. `parser`, `server`, `_httpMessage` and `_paused` are for libraries. `_paused` is true while nothing is read because
 * responses to pipelined requests wait for the client.
 */
export type ServedSocket = Socket & { [kConnection]?: SocketEvents; parser?: Parser | null; _httpMessage?: object | null; _paused?: boolean }

/** Values of a port's `ownId` while the context of the socket's handle is not known, and if it is another than the connection's. Async ids are greater. */
const NOT_KNOWN = -1
const NOT_SAME = -2

type RelayedSocket = Duplex & { [kRelayTarget]?: RelayTarget }

/** Reasons to stop reading from a socket. */
export const Pause = {
  /** A request's body waits for its reader. */
  BODY: 1,
  /** Responses to pipelined requests wait for the client. */
  OUTPUT: 2,
} as const

/**
 * The async context of the connection is that in which it began: the context of `listen()`, or of the code that emitted `'connection'`. The server's events are
 * emitted in it, so that what one request's handler enters is not visible to the next.
 */
export class SocketPort extends AsyncResource {
  /** A sum of {@link Pause}; 0 while bytes flow. */
  private pauseReasons = 0
  /** The async id of the socket's handle, if its callbacks have the connection's context without entering it. */
  private ownId = NOT_KNOWN

  constructor(readonly socket: ServedSocket) {
    // The name that Node documents for this resource.
    super('HTTPINCOMINGMESSAGE')
  }

  /** Sends the socket's events to `connection` until {@link SocketPort.detach}. */
  attach(connection: SocketEvents, parser: Parser, server: unknown): void {
    const { socket } = this
    socket[kConnection] = connection
    socket.parser = parser
    ;(socket as { server?: unknown }).server = server
    socket._paused = false
    socket.setEncoding = refuseEncoding
    setReadingMore(socket, true)
    // 'close' has two listeners, as in Node: the connection leaves the server's list even if a listener of its messages throws.
    socket.on('close', removeFromServer)
    addListeners(socket, LISTENERS)
  }

  /**
   * True if the socket's handle has called the code that runs, and its callbacks have the context of the connection already. Entering it costs 5 to 7 % of the time of a
   * small request in user mode on Node 24 and later. There, a callback of a handle sees no store of the one before; on older Nodes the answer is always false.
   */
  get isInContext(): boolean {
    const id = executionAsyncId()
    if (this.ownId === NOT_KNOWN) this.compareContexts(id)
    return id === this.ownId
  }

  private compareContexts(id: number): void {
    const { _handle } = this.socket as { _handle?: { getAsyncId?(): number } | null }
    // Bytes that had to wait come from a tick: the next ones tell.
    if (_handle?.getAsyncId?.() === id) this.ownId = hasFrameOf(this) ? id : NOT_SAME
  }

  /** Leaves the socket to a handler of another protocol. */
  detach(): void {
    const { socket } = this
    socket.removeListener('close', removeFromServer)
    removeListeners(socket, LISTENERS)
    // As if the socket never had a listener: bytes wait until the handler reads.
    ;(socket as { readableFlowing: boolean | null }).readableFlowing = null
    setReadingMore(socket, false)
    // The method of its class is visible again.
    delete (socket as Partial<ServedSocket>).setEncoding
  }

  get isPaused(): boolean {
    return this.pauseReasons !== 0
  }

  /** Stops reading for `reasons`, a sum of {@link Pause}. */
  pause(reasons: number): void {
    this.pauseReasons |= reasons
    if ((reasons & Pause.OUTPUT) !== 0) this.socket._paused = true
    this.socket.pause()
  }

  /** `reasons` have ended. Reads again when no reason is left. */
  resume(reasons: number): void {
    if (this.pauseReasons === 0) return
    this.pauseReasons &= ~reasons
    if ((reasons & Pause.OUTPUT) !== 0) this.socket._paused = false
    if (this.pauseReasons === 0) this.socket.resume()
  }

  /** Sets the socket's timeout, if the transport has one. As in Node, a wrong value is an error of the socket. */
  setTimeout(milliseconds: number): void {
    if (milliseconds) this.socket.setTimeout?.(milliseconds)
  }

  /** Between requests only the keep-alive timeout applies. A timeout that a handler has set was for its own request. */
  clearTimeout(): void {
    if (this.socket.timeout) this.socket.setTimeout(0)
  }
}

/** Removes the parser's name from a socket: the connection is over. */
export function removeParser(socket: ServedSocket): void {
  socket.parser = null
}

/** Sets the name under which libraries find the response whose turn it is. */
export function setCurrentResponse(socket: ServedSocket, res: object | null): void {
  socket._httpMessage = res
}

/** Calls `flush` before the socket is destroyed: a handler may destroy it while responses are held back. Only sockets that saw pipelining have this. */
export function flushBeforeDestroy(socket: ServedSocket, flush: () => void): void {
  const { destroy } = socket
  socket.destroy = (error) => {
    flush()
    return destroy.call(socket, error)
  }
}

/** `res.assignSocket(socket)`: `res` closes with the socket, until {@link unassignResponse}. Throws ERR_HTTP_SOCKET_ASSIGNED if another response has the socket. */
export function assignResponse(socket: Duplex, res: object): void {
  const assigned = socket as ServedSocket
  if (assigned._httpMessage) throw codedError(Error, 'ERR_HTTP_SOCKET_ASSIGNED', 'ServerResponse has an already assigned socket')
  assigned._httpMessage = res
  socket.on('close', closeAssignedResponse)
}

export function unassignResponse(socket: Duplex, res: object): void {
  const assigned = socket as ServedSocket
  if (assigned._httpMessage !== res) return
  assigned._httpMessage = null
  socket.removeListener('close', closeAssignedResponse)
}

/** Sends the socket's bytes and events to `target`. */
export function relay(socket: Duplex, target: RelayTarget): void {
  ;(socket as RelayedSocket)[kRelayTarget] = target
  addListeners(socket, RELAY_LISTENERS)
}

/** The parser needs bytes. */
function refuseEncoding(): never {
  throw codedError(Error, 'ERR_HTTP_SOCKET_ENCODING', 'Changing the socket encoding is not allowed per RFC7230 Section 3.')
}

function removeFromServer(this: ServedSocket): void {
  this[kConnection]?.removeFromServer()
}

function closeAssignedResponse(this: ServedSocket): void {
  if (this._httpMessage) closeMessage(this._httpMessage)
}

/**
 * One set of listeners for every socket; `this` is the socket. Libraries take the listener for `'close'` out of the socket's list and call it themselves;
 * it does nothing for an object that carries no connection.
 */
const LISTENERS: SocketListeners = {
  data(this: ServedSocket, chunk: Uint8Array) {
    this[kConnection]!.onData(chunk)
  },
  end(this: ServedSocket) {
    this[kConnection]!.onEnd()
  },
  close(this: ServedSocket) {
    this[kConnection]?.onClose()
  },
  error(this: ServedSocket, error: Error) {
    this[kConnection]!.onError(error)
  },
  drain(this: ServedSocket) {
    this[kConnection]!.onDrain()
  },
  timeout(this: ServedSocket) {
    this[kConnection]!.onTimeout()
  },
}

const RELAY_LISTENERS: SocketListeners = {
  data(this: RelayedSocket, chunk: Uint8Array) {
    this[kRelayTarget]!.onData(chunk)
  },
  end(this: RelayedSocket) {
    this[kRelayTarget]!.onEnd()
  },
  error(this: RelayedSocket, error: Error) {
    this[kRelayTarget]!.onError(error)
  },
  close(this: RelayedSocket) {
    this[kRelayTarget]!.onClose()
  },
}
