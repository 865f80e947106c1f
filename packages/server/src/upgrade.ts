/**
 * UpgradeStream: what an upgrade handler gets in place of the socket while the body of its request is still coming.
 *
 * Until the body is whole the connection reads the socket, and nothing arrives here; then every byte does. What is
 * written goes to the socket at once.
 */
import { Duplex } from 'node:stream'
import { addListeners, type SocketListeners } from '@layered-http/streams/port'

const kUpgradeStream = Symbol('upgrade stream')

/** A socket whose bytes go to an UpgradeStream. */
type RelayedSocket = Duplex & { [kUpgradeStream]?: UpgradeStream }

export class UpgradeStream extends Duplex {
  private isRelaying = false

  constructor(private readonly socket: RelayedSocket) {
    super({ highWaterMark: socket.readableHighWaterMark })
    socket[kUpgradeStream] = this
  }

  /** The body is over: from `rest` on, all bytes of the socket are this stream's. */
  relay(rest: Uint8Array): void {
    this.isRelaying = true
    addListeners(this.socket, LISTENERS)
    if (rest.length > 0) this.receive(rest)
  }

  /** A chunk of the other protocol. */
  receive(chunk: Uint8Array): void {
    if (!this.push(chunk)) this.socket.pause()
  }

  /** The other side has ended. As on a net.Socket, `'end'` needs no reader where nothing is left to read. */
  receiveEnd(): void {
    this.push(null)
    this.read(0)
  }

  /** The socket failed. Nobody has to listen: the peer decides when that happens, and it must not take the process down. */
  fail(error: Error): void {
    this.destroy(this.listenerCount('error') > 0 ? error : undefined)
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

const LISTENERS: SocketListeners = {
  data(this: RelayedSocket, chunk: Uint8Array) {
    this[kUpgradeStream]!.receive(chunk)
  },
  end(this: RelayedSocket) {
    this[kUpgradeStream]!.receiveEnd()
  },
  error(this: RelayedSocket, error: Error) {
    this[kUpgradeStream]!.fail(error)
  },
  close(this: RelayedSocket) {
    this[kUpgradeStream]!.destroy()
  },
}
