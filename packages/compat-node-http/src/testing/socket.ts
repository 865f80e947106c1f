/**
 * MemorySocket: one end of a connection in memory. It is a net.Socket without a handle: what a net.Socket asks of its handle is answered here.
 * What may live here: the class, and the members that it has in place of those of net.Socket.
 */
import { AsyncResource } from 'node:async_hooks'
import { isIPv6, Socket } from 'node:net'
import { MAX_TIMER_DELAY, validateFunction } from '@layered-http/shared'
import { closedBeforeConnection, systemError } from './errors.js'
import type { End, EndOwner, Input, Output, WriteCallback } from './link.js'
import { giveTlsMembers } from './tls-members.js'
import { later, soon } from './turns.js'

type Chunk = { chunk: Buffer | string; encoding: BufferEncoding }

/** The address of ends that are not given one. */
export const ADDRESS = '127.0.0.1'

const familyOf = (address: string): string => (isIPv6(address) ? 'IPv6' : 'IPv4')

/** How an end is made. */
export interface MemorySocketOptions {
  readonly allowHalfOpen: boolean
  readonly highWaterMark?: number | undefined
  /** True for an end of an `https:` name. */
  readonly isEncrypted: boolean
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
  /** True for the end of the client, which is not connected at first. */
  readonly isClient: boolean
}

export class MemorySocket extends Socket implements End {
  input!: Input
  output!: Output
  /** True while the stream asks for bytes. */
  isReading = false
  override remoteAddress: string | undefined = undefined
  override remotePort: number | undefined = undefined
  override remoteFamily: string | undefined = undefined
  override localAddress: string | undefined = undefined
  override localPort: number | undefined = undefined
  override localFamily: string | undefined = undefined
  received = 0
  sent = 0
  private readonly resource = new AsyncResource('MemorySocket')
  private timer: NodeJS.Timeout | undefined
  private isReferenced = true
  /** The callback of the write that is not done. */
  private writing: WriteCallback | null = null
  private isReady = false
  /** A write or an end waits for `'connect'`. */
  private isHeld = false
  /** The connection was reset, and the program does not know it yet. */
  private isLost = false

  constructor(
    private readonly connection: EndOwner,
    private readonly made: MemorySocketOptions,
  ) {
    const { allowHalfOpen, highWaterMark, isEncrypted, localPort, remotePort, isClient } = made
    super({ allowHalfOpen, ...(highWaterMark === undefined ? undefined : { highWaterMark }) } as object)
    setField(this, { connecting: isClient })
    this.localPort = localPort
    this.remotePort = remotePort
    if (isEncrypted) giveTlsMembers(this)
  }

  /** Calls `act` in the async context in which the socket was made, as the event loop does. */
  inItsContext(act: () => void): void {
    this.resource.runInAsyncScope(act)
  }

  /** The connection is open. */
  open(): void {
    if (this.destroyed) return
    this.isReady = true
    this.localAddress = this.made.localAddress
    this.remoteAddress = this.made.remoteAddress
    this.localFamily = familyOf(this.localAddress)
    this.remoteFamily = familyOf(this.remoteAddress)
    const wasConnecting = this.connecting
    setField(this, { connecting: false })
    if (wasConnecting) {
      this.emit('connect')
      this.emit('ready')
      if ((this as { encrypted?: boolean }).encrypted === true) this.emit('secureConnect')
    }
    // As a net.Socket does, it reads before there is a reader.
    if (!this.destroyed && !this.isPaused()) this.read(0)
    this.input.plan()
  }

  /** Bytes from the peer; null for the end. */
  receive(chunk: Buffer | null): void {
    if (this.destroyed || this.readableEnded) return
    this.refreshTimeout()
    this.received += chunk?.length ?? 0
    // Meanwhile the stream may ask for more. If a listener throws, the socket goes on reading.
    this.isReading = false
    let wantsMore = true
    try {
      wantsMore = this.push(chunk)
      if (chunk === null) this.read(0)
    } finally {
      if (wantsMore) this.isReading = true
    }
  }

  /** The connection is reset. A stream that does not read notices it with its next read or write. */
  lose(): void {
    if (this.destroyed) return
    this.isLost = true
    if (this.isReading) this.destroy(systemError('ECONNRESET', 'read'))
  }

  /** Calls a write back, unless the socket was destroyed: then the write was cancelled. */
  complete(callback: WriteCallback): void {
    if (this.destroyed) return
    this.writing = null
    this.refreshTimeout()
    callback()
  }

  override _read(): void {
    this.isReading = true
    if (this.isLost && this.isReady) later(() => this.inItsContext(() => this.destroy(systemError('ECONNRESET', 'read'))))
    else this.input.plan()
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, callback: WriteCallback): void {
    this.writeAll([{ chunk, encoding }], callback)
  }

  override _writev(chunks: Chunk[], callback: WriteCallback): void {
    this.writeAll(chunks, callback)
  }

  /** Not `_writev`: the owner of a socket may have replaced both methods. */
  private writeAll(chunks: readonly Chunk[], callback: WriteCallback): void {
    this.writing = callback
    if (!this.isReady) {
      this.whenConnected(() => this.writeAll(chunks, callback))
      return
    }
    if (this.isLost) {
      this.writing = null
      callback(systemError('EPIPE', 'write'))
      return
    }
    this.refreshTimeout()
    // Copies: the writer may use its bytes again after the callback.
    const bytes = chunks.map(({ chunk, encoding }) => (typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk)))
    for (const { length } of bytes) this.sent += length
    this.output.take(bytes, (error) => {
      this.writing = null
      callback(error)
    })
  }

  override _final(callback: WriteCallback): void {
    if (!this.isReady) {
      this.whenConnected(() => this._final(callback))
      return
    }
    this.output.takeEnd()
    soon(() => this.inItsContext(() => callback()))
  }

  /** As with net.Socket, listeners for `'connect'` from before a write come before it. */
  private whenConnected(act: () => void): void {
    this.isHeld = true
    this.once('connect', () => {
      if (this.destroyed) return
      this.isHeld = false
      act()
    })
  }

  override _destroy(error: Error | null, callback: WriteCallback): void {
    const { connection, output, isHeld, writing } = this
    setField(this, { connecting: false })
    this.writing = null
    globalThis.clearTimeout(this.timer)
    this.timer = undefined
    output.forgetWrite()
    callback(error)
    later(() =>
      this.inItsContext(() => {
        try {
          // As by net.Socket, a write that the operating system has cancelled is called back without an error.
          writing?.(isHeld ? closedBeforeConnection() : null)
          this.emit('close', error !== null)
        } finally {
          connection.over()
        }
      }),
    )
    connection.closed(this)
  }

  override setTimeout(milliseconds: number, callback?: () => void): this {
    // Of a net.Socket, for its checks. Its timer is one that fake timers do not move, so it is switched off.
    super.setTimeout(milliseconds)
    super.setTimeout(0)
    setField(this, { timeout: milliseconds })
    if (callback !== undefined) {
      validateFunction(callback, 'callback')
      if (milliseconds === 0) this.removeListener('timeout', callback)
      else this.once('timeout', callback)
    }
    this.refreshTimeout()
    return this
  }

  private refreshTimeout(): void {
    globalThis.clearTimeout(this.timer)
    this.timer = undefined
    if (!this.timeout || this.destroyed) return
    this.timer = globalThis.setTimeout(() => {
      this.timer = undefined
      this.inItsContext(() => this.emit('timeout'))
    }, Math.min(this.timeout, MAX_TIMER_DELAY))
    if (!this.isReferenced) this.timer.unref?.()
  }

  override resetAndDestroy(): this {
    this.connection.resetNow()
    return this.destroy()
  }

  override connect(): never {
    throw Object.assign(new Error('A socket of a memory network is connected by its network'), { code: 'ERR_SOCKET_BAD_CONNECT' })
  }

  override setNoDelay(): this {
    return this
  }

  override setKeepAlive(): this {
    return this
  }

  override ref(): this {
    this.isReferenced = true
    this.timer?.ref?.()
    return this
  }

  override unref(): this {
    this.isReferenced = false
    this.timer?.unref?.()
    return this
  }

  override address(): { address: string; family: string; port: number } {
    return { address: this.made.localAddress, family: familyOf(this.made.localAddress), port: this.localPort! }
  }
}

/** Sets fields that the types of net.Socket make read-only. */
function setField(socket: Socket, fields: { connecting?: boolean; timeout?: number }): void {
  Object.assign(socket, fields)
}

// Accessors of net.Socket, which its types declare as fields.
Object.defineProperties(MemorySocket.prototype, {
  bytesRead: { get: (function (this: MemorySocket) { return this.received }), configurable: true },
  bytesWritten: { get: (function (this: MemorySocket) { return this.sent + this.writableLength }), configurable: true },
  pending: { get: (function (this: MemorySocket) { return this.connecting }), configurable: true },
})
