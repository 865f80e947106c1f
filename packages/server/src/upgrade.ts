/**
 * Upgrade: a request that leaves HTTP for another protocol, and what its handler gets while the request's body is still being received.
 */
import type { EventEmitter } from 'node:events'
import { Duplex } from 'node:stream'
import type { IncomingMessage } from '@layered-http/streams'
import { discardBody, isConsumed } from '@layered-http/streams/port'
import { relay, type RelayTarget } from './socket-port.js'

const NO_BYTES = Buffer.alloc(0)

/** What decides about an upgrade. */
export interface UpgradePolicy extends Pick<EventEmitter, 'listenerCount'> {
  shouldUpgradeCallback(request: IncomingMessage): boolean
}

/** True if the request leaves HTTP: CONNECT always does, an offered upgrade if the server wants it. Sets `request.upgrade`. */
export function acceptsUpgrade(server: UpgradePolicy, request: IncomingMessage): boolean {
  request.upgrade = true
  if (request.method === 'CONNECT' || server.shouldUpgradeCallback(request)) return true
  request.upgrade = false
  return false
}

/** An accepted upgrade. */
export class Upgrade {
  /** What the handler has in place of the socket, if it was called before the request's body was complete. */
  stream: UpgradeStream | null = null

  constructor(readonly request: IncomingMessage) {}

  /** Calls the handler before the request's body is complete. */
  startEarly(server: EventEmitter, socket: Duplex): void {
    const { request } = this
    const stream = (this.stream = new UpgradeStream(socket))
    if (!server.emit('upgrade', request, stream, NO_BYTES)) socket.destroy()
    // A body without a reader must not keep the other protocol's bytes back.
    else if (!isConsumed(request)) discardBody(request)
  }

  get event(): 'connect' | 'upgrade' {
    return this.request.method === 'CONNECT' ? 'connect' : 'upgrade'
  }
}

/**
 * The socket of an upgrade handler that was called early.
 *
 * Until the request's body is complete the connection reads the socket, and nothing arrives here. Afterwards every byte does. Writes go to the
 * socket at once.
 */
export class UpgradeStream extends Duplex implements RelayTarget {
  private isRelaying = false

  constructor(private readonly socket: Duplex) {
    super({ highWaterMark: socket.readableHighWaterMark })
  }

  /** The body is complete: `rest` and all later bytes of the socket belong to this stream. */
  start(rest: Uint8Array): void {
    this.isRelaying = true
    relay(this.socket, this)
    if (rest.length > 0) this.onData(rest)
  }

  onData(chunk: Uint8Array): void {
    if (!this.push(chunk)) this.socket.pause()
  }

  /** The peer has ended its side. As on a net.Socket, `'end'` needs no reader if nothing is left to read. */
  onEnd(): void {
    this.push(null)
    this.read(0)
  }

  /** The socket failed. The peer decides when that happens, so without an `'error'` listener it must not end the process. */
  onError(error: Error): void {
    this.destroy(this.listenerCount('error') > 0 ? error : undefined)
  }

  onClose(): void {
    this.destroy()
  }

  override _read(): void {
    if (this.isRelaying) this.socket.resume()
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.socket.write(chunk, callback)
  }

  override _final(callback: () => void): void {
    this.socket.end(callback)
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.socket.destroy()
    callback(error)
  }
}
