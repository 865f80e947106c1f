/**
 * SocketPort: everything that a connection changes on a socket. The socket belongs to the user or to a pool.
 *
 * | on the socket | while |
 * | --- | --- |
 * | listeners for `'close'` and `'error'`, the wrapped `push`, `readingMore` of its stream | the connection has the socket |
 * | listeners for `'data'` and `'end'`, the names `_httpMessage` and `parser` | a request is served |
 * | a listener for `'drain'` | that request is being written |
 * | a listener for `'timeout'` | the request or the response listens for it |
 * | wrapped `_write` and `_writev` | from the first upload on |
 *
 * What may live here: these changes and taking them back. What an event means, connection.ts decides.
 */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import type { Parser } from '@layered-http/parser/tape'
import { addListeners, removeListeners, setReadingMore, type SocketListeners } from '@layered-http/streams/port'
import type { ServedRequest, SocketOwner } from './exchange.js'

const kOwner = Symbol('client connection')

/** A socket with the names that it has while a request is served. Agents and tools know the last two. */
export type ClientSocket = Socket & { [kOwner]?: SocketOwner; _httpMessage?: ServedRequest | null; parser?: Parser | null }

/** What the events of `socket` are passed to. */
export function ownerOf(socket: Duplex): SocketOwner | undefined {
  return (socket as ClientSocket)[kOwner]
}

/** Where input goes: `off` before the first request and after the last, `owner` during a request, `watched` between two. */
type InputMode = 'off' | 'owner' | 'watched'

export class SocketPort {
  private input: InputMode = 'off'
  private hasEnded = false
  private isPaused = false
  private hasDrainListener = false
  private hasResponseTimeout = false
  private heldWrites: HeldWriteErrors | null = null
  private readonly push: ClientSocket['push']

  constructor(
    readonly socket: ClientSocket,
    owner: SocketOwner,
  ) {
    socket[kOwner] = owner
    const { push } = socket
    this.push = push
    // The documented interface between a transport and its Readable. No listener is on an idle socket, as with Node, so its input is noticed here.
    socket.push = (chunk: Uint8Array | null, encoding?: BufferEncoding) => {
      if (chunk === null) this.hasEnded = true
      if (this.input === 'watched') owner.onUnexpectedData(chunk)
      return push.call(socket, chunk, encoding)
    }
    setReadingMore(socket, true)
    addListeners(socket, LIFE_LISTENERS)
  }

  // One request

  /** Puts the names of a request on the socket and listens for its response. */
  serve(request: ServedRequest, parser: Parser, isWriting: boolean): void {
    const { socket } = this
    socket._httpMessage = request
    socket.parser = parser
    if (this.input !== 'owner') {
      socket.on('data', onData)
      socket.on('end', onEnd)
    }
    this.input = 'owner'
    if (isWriting) {
      this.hasDrainListener = true
      socket.on('drain', onDrain)
    }
  }

  /** The exchange of `request` is over, and others may follow. `_httpMessage` stays for the agent, which removes it. */
  idle(request: ServedRequest): void {
    const { socket } = this
    // The request's timeout is not that of the next one.
    if (request.timeout !== undefined) socket.setTimeout?.(0)
    this.stopTimeouts(request)
    this.stop()
    this.input = 'watched'
    // A socket that stays half open has no listener for an `'end'` that comes now. Any other socket ends itself.
    if (this.hasEnded && socket.allowHalfOpen) socket[kOwner]!.onUnexpectedData(null)
    socket.parser = null
  }

  /** No further input is passed on. */
  stop(): void {
    const { socket } = this
    if (this.input === 'owner') {
      socket.removeListener('data', onData)
      socket.removeListener('end', onEnd)
    }
    this.input = 'off'
    if (this.hasDrainListener) {
      this.hasDrainListener = false
      socket.removeListener('drain', onDrain)
    }
  }

  /** Another protocol has the socket: takes every change back. */
  release(request: ServedRequest): void {
    const { socket } = this
    socket._httpMessage = null
    socket.parser = null
    removeListeners(socket, LIFE_LISTENERS)
    this.stop()
    socket.push = this.push
    this.heldWrites?.stop()
    this.stopTimeouts(request)
    setReadingMore(socket, false)
    // As if no listener had been there yet: input waits for the new owner.
    socket.readableFlowing = null
  }

  // Back pressure

  /** The reader of the response is full. */
  pause(): void {
    this.isPaused = true
    this.socket.pause()
  }

  /** The reader wants more. */
  resume(): void {
    if (!this.isPaused) return
    this.isPaused = false
    this.socket.resume()
  }

  // Timeouts. Most sockets have none.

  /** Passes the next `'timeout'` on to `request`. */
  passTimeout(request: ServedRequest): void {
    if (request.timeoutCb !== null) return
    request.timeoutCb = requestOnTimeout
    this.socket.once('timeout', requestOnTimeout)
  }

  /** Passes each `'timeout'` on to the response, after the listeners that were there before. */
  passTimeoutsToResponse(): void {
    if (this.hasResponseTimeout) return
    this.hasResponseTimeout = true
    this.socket.on('timeout', responseOnTimeout)
  }

  private stopTimeouts(request: ServedRequest): void {
    if (request.timeoutCb !== null) {
      this.socket.off('timeout', requestOnTimeout)
      request.timeoutCb = null
    }
    if (!this.hasResponseTimeout) return
    this.hasResponseTimeout = false
    this.socket.off('timeout', responseOnTimeout)
  }

  // Failed writes

  /** From now on a write that fails because the peer has closed is reported after the peer's last bytes were read. */
  holdWriteErrors(): void {
    this.heldWrites ??= new HeldWriteErrors(this.socket)
  }

  /** True if the error of a write was not reported yet. */
  get hasHeldError(): boolean {
    return this.heldWrites !== null && this.heldWrites.error !== null
  }

  /** Reports that error. */
  reportHeldError(): void {
    this.heldWrites!.report()
  }
}

/** What a write fails with when the peer has closed. */
const PEER_HAS_CLOSED: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ECONNRESET', 'ECONNABORTED'])

type Callback = (error?: Error | null) => void

/**
 * A server may send its response and close during an upload. The next write fails, and a socket whose write fails is destroyed, with the response
 * unread in its receive buffer. So such a failure is held until the response was read: for the socket, the write just takes longer.
 *
 * `_write` and `_writev` are the documented interface between a Writable and its transport. Nothing is allocated for a write.
 */
class HeldWriteErrors {
  /** The error of a write that was not reported yet. */
  error: Error | null = null
  /** Of the write in progress. A Writable makes one at a time. */
  private callback: Callback | null = null
  private isStopped = false
  private readonly unwrap: () => void

  constructor(private readonly socket: Duplex) {
    const { _write: write, _writev: writev } = socket
    const wrappedWrite = (chunk: unknown, encoding: BufferEncoding, callback: Callback) => write.call(socket, chunk, encoding, this.outermost(callback))
    socket._write = wrappedWrite
    if (writev) socket._writev = (chunks: { chunk: unknown; encoding: BufferEncoding }[], callback: Callback) => writev.call(socket, chunks, this.outermost(callback))
    this.unwrap = () => {
      // Other code may have wrapped them since.
      if (socket._write !== wrappedWrite) return
      socket._write = write
      if (writev) socket._writev = writev
    }
  }

  /** Returns what is called back. One of the two functions may call the other, as that of Bun's sockets does: the callback that it passes on is its own. */
  private outermost(callback: Callback): Callback {
    if (this.callback !== null) return callback
    this.callback = callback
    return this.done
  }

  report(): void {
    const { error } = this
    this.error = null
    if (error !== null) this.callBack(error)
  }

  /** From now on errors are reported at once. */
  stop(): void {
    this.isStopped = true
    this.unwrap()
    this.report()
  }

  private readonly done = (error?: Error | null): void => {
    const isHeld = !this.isStopped && error && PEER_HAS_CLOSED.has((error as NodeJS.ErrnoException).code) && !this.socket.destroyed && !this.socket.readableEnded
    if (isHeld) this.error = error
    else this.callBack(error)
  }

  private callBack(error: Error | null | undefined): void {
    const { callback } = this
    this.callback = null
    callback?.(error)
  }
}

// One set of listeners serves every socket: `this` is the socket. They run in the async context of the request that is served.

function inContext<Args extends unknown[]>(owner: SocketOwner, act: (this: SocketOwner, ...args: Args) => void, ...args: Args): void {
  const { context } = owner
  if (context === undefined) act.apply(owner, args)
  else context.runInAsyncScope(act, owner, ...args)
}

/** As the others with {@link inContext}; without the lists of arguments, because it is called for every response. */
function onData(this: ClientSocket, chunk: Uint8Array): void {
  const owner = this[kOwner]!
  const { context } = owner
  if (context === undefined) owner.onData(chunk)
  else context.runInAsyncScope(owner.onData, owner, chunk)
}

function onEnd(this: ClientSocket): void {
  const owner = this[kOwner]!
  inContext(owner, owner.onEnd)
}

function onDrain(this: ClientSocket): void {
  const owner = this[kOwner]!
  inContext(owner, owner.onDrain)
}

function requestOnTimeout(this: ClientSocket): void {
  const owner = this[kOwner]!
  inContext(owner, owner.onRequestTimeout)
}

function responseOnTimeout(this: ClientSocket): void {
  const owner = this[kOwner]!
  inContext(owner, owner.onResponseTimeout)
}

const LIFE_LISTENERS: SocketListeners = {
  close(this: ClientSocket) {
    const owner = this[kOwner]!
    inContext(owner, owner.onClose)
  },
  error(this: ClientSocket, error: Error) {
    const owner = this[kOwner]!
    inContext(owner, owner.onError, error)
  },
}
