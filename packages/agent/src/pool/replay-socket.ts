/**
 * ReplaySocket: what one of Node's own requests gets instead of a used socket, with `layered.staleRetry`. It passes everything on to the used socket. If that
 * one is stale, it takes a fresh one and writes the request again, so that the request notices nothing.
 *
 * A request of Node's takes any Duplex, and cannot be made to take a second socket by public API. So the second socket is behind the Duplex.
 */
import { errorMonitor } from 'node:events'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { PooledRequest } from '../pooled-request.js'

/** Members of net.Socket and tls.TLSSocket that are those of the socket behind. Source: Node's documentation. */
const PASSED_ON = [
  'address', 'autoSelectFamilyAttemptedAddresses', 'bufferSize', 'bytesRead', 'bytesWritten', 'connecting', 'localAddress', 'localFamily', 'localPort', 'pending', 'ref', 'remoteAddress', 'remoteFamily',
  'remotePort', 'resetAndDestroy', 'setKeepAlive', 'setNoDelay', 'timeout', 'unref',
  'alpnProtocol', 'authorizationError', 'authorized', 'encrypted', 'exportKeyingMaterial', 'getCertificate', 'getCipher', 'getEphemeralKeyInfo', 'getFinished', 'getPeerCertificate', 'getPeerFinished',
  'getPeerX509Certificate', 'getProtocol', 'getSession', 'getSharedSigalgs', 'getTLSTicket', 'getX509Certificate', 'isSessionReused', 'renegotiate', 'servername', 'setMaxSendFragment',
] as const

/** Errors of a connection that was lost. */
const LOST: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])

interface Piece {
  readonly chunk: Uint8Array | string
  readonly encoding: BufferEncoding
}

type Callback = (error?: Error | null) => void

/** Asks for a fresh socket for a request. Returns false if it may not be sent again. */
export type AskForFresh = (request: PooledRequest) => boolean

/** Makes the errors of a request that was lost on a used socket say so. */
export function addFactsToErrors(request: PooledRequest, bytesRead: () => number | undefined): void {
  request.once?.(errorMonitor, (error) => {
    const bytes = LOST.has((error as NodeJS.ErrnoException).code) ? bytesRead() : undefined
    if (bytes !== undefined) Object.assign(error, { reusedSocket: true, bytesRead: bytes })
  })
}

/** Returns a function for the bytes that `socket` receives from now on. */
export function bytesFromNow(socket: Duplex): () => number {
  const { bytesRead = 0 } = socket as Partial<Socket>
  return () => ((socket as Partial<Socket>).bytesRead ?? bytesRead) - bytesRead
}

export class ReplaySocket extends Duplex {
  /** The socket behind. Undefined while a fresh one is opened, and after the exchange. */
  private inner: Socket | undefined
  /** Its request, under Node's name. */
  declare _httpMessage?: PooledRequest | null
  /** Everything written so far; undefined if the request cannot be sent again. */
  private sent: Piece[] | undefined = []
  private hasBegun = false
  private bytes = 0
  private isEnded = false
  private isFresh = false
  /** Of a write or an end that waits for a fresh socket, or was lost with the stale one. */
  private waiting: Callback | undefined
  private heldError: Error | undefined

  constructor(
    socket: Duplex,
    private readonly request: PooledRequest,
    private readonly askForFresh: AskForFresh,
  ) {
    super({ allowHalfOpen: false, decodeStrings: false })
    this.attach(socket as Socket)
    this.on('free', this.giveBack)
    this.on('agentRemove', () => this.inner?.emit('agentRemove'))
    addFactsToErrors(request, () => (this.isFresh ? undefined : this.bytes))
  }

  private attach(socket: Socket): void {
    this.inner = socket
    ;(socket as { _httpMessage?: PooledRequest })._httpMessage = this.request
    socket.on('data', this.onData).on('end', this.onEnd).on('error', this.onError).on('close', this.onClose).on('timeout', this.onTimeout)
    socket.resume()
  }

  private detach(): Socket | undefined {
    const { inner } = this
    this.inner = undefined
    inner?.off('data', this.onData).off('end', this.onEnd).off('error', this.onError).off('close', this.onClose).off('timeout', this.onTimeout)
    return inner
  }

  /** The exchange is over: the pool gets the socket behind. */
  private giveBack(): void {
    this.detach()?.emit('free')
  }

  // The events of the socket behind

  private readonly onData = (chunk: Buffer): void => {
    this.bytes += chunk.length
    // A request whose response has begun is not sent again.
    this.sent = undefined
    if (!this.push(chunk)) this.inner?.pause()
  }

  private readonly onEnd = (): void => {
    if (this.sent === undefined) {
      this.isEnded = true
      this.push(null)
    } else {
      // It is stale. 'close' decides.
      this.inner?.destroy()
    }
  }

  private readonly onError = (error: Error): void => {
    this.heldError = error
  }

  private readonly onClose = (): void => {
    const lost = this.detach()!
    if (this.isEnded || this.destroyed) return
    if (this.sent !== undefined && !this.isFresh && this.sendAgain(lost)) return
    this.destroy(this.heldError)
  }

  private readonly onTimeout = (): void => {
    this.emit('timeout')
  }

  /** Returns true if the request gets a fresh socket. */
  private sendAgain({ timeout }: Socket): boolean {
    const { request } = this
    if (request.destroyed) return false
    // A facade, whose socket comes here. Everything else of it is the request's.
    const facade = Object.create(request, {
      onSocket: {
        value: (socket: Socket | null, error?: Error | null) => {
          if (socket === null || this.destroyed) {
            socket?.destroy()
            this.destroy(error ?? undefined)
            return
          }
          this.heldError = undefined
          this.attach(socket)
          if (timeout !== undefined) socket.setTimeout?.(timeout)
          this.writeAgain(socket)
        },
      },
    }) as PooledRequest
    this.isFresh = true
    try {
      this.isFresh = this.askForFresh(facade)
    } catch (error) {
      this.destroy(error as Error)
      return true
    }
    if (this.isFresh) request.reusedSocket = false
    return this.isFresh
  }

  private writeAgain(socket: Duplex): void {
    const { sent = [], waiting } = this
    this.waiting = undefined
    socket.cork()
    for (const { chunk, encoding } of sent) socket.write(chunk, encoding)
    socket.uncork()
    // A Writable makes one write at a time, so it waits for this one.
    waiting?.()
  }

  // Its own side

  override _read(): void {
    this.inner?.resume()
  }

  override _write(chunk: Uint8Array | string, encoding: BufferEncoding, callback: Callback): void {
    this.writeAll([{ chunk, encoding }], callback)
  }

  override _writev(pieces: Piece[], callback: Callback): void {
    this.writeAll(pieces, callback)
  }

  private writeAll(pieces: readonly Piece[], callback: Callback): void {
    if (!this.hasBegun) {
      this.hasBegun = true
      // Only a request that is complete when it gets the socket is kept: the memory for longer ones is the program's.
      if ((this.request as { writableEnded?: boolean }).writableEnded !== true) this.sent = undefined
    }
    this.sent?.push(...pieces)
    const { inner } = this
    if (inner === undefined) {
      this.waiting = callback
      return
    }
    inner.cork()
    pieces.forEach(({ chunk, encoding }, index) => {
      const isLast = index === pieces.length - 1
      inner.write(chunk, encoding, isLast ? (error) => this.afterWrite(inner, error, callback) : undefined)
    })
    inner.uncork()
  }

  private afterWrite(socket: Duplex, error: Error | null | undefined, callback: Callback): void {
    // It is decided when the socket has closed if that is an error of the request.
    if (error && this.sent !== undefined && !this.isFresh) this.waiting = callback
    else if (error && this.inner !== socket) callback()
    else callback(error)
  }

  override _final(callback: Callback): void {
    if (this.inner === undefined || this.inner.destroyed) callback()
    else this.inner.end(() => callback())
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.sent = undefined
    this.detach()?.destroy(error ?? undefined)
    callback(error)
  }

  // Members of net.Socket that are more than those of the socket behind

  setTimeout(timeout: number, listener?: () => void): this {
    if (listener !== undefined) {
      if (timeout === 0) this.off('timeout', listener)
      else this.once('timeout', listener)
    }
    this.inner?.setTimeout?.(timeout)
    return this
  }

  destroySoon(): void {
    this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }
}

for (const name of PASSED_ON) {
  Object.defineProperty(ReplaySocket.prototype, name, {
    configurable: true,
    get(this: ReplaySocket): unknown {
      const inner = (this as unknown as { inner: Record<string, unknown> | undefined }).inner
      const value = inner?.[name]
      return typeof value === 'function' ? value.bind(inner) : value
    },
  })
}
