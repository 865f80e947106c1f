/** The connection between the runner and the implementation under test, over sockets or in memory. */
import type { Socket } from 'node:net'
import { Wire } from '../differential/wire.js'

export interface Link {
  /** Everything that the implementation has sent, Latin-1. */
  received(): string
  /** True if the implementation has ended or destroyed the connection. */
  isClosed(): boolean
  /** Resolves when the implementation has read the piece. */
  send(piece: string): Promise<void>
  end(): Promise<void>
  quiet(): Promise<void>
  /** Resolves when the implementation's end is closed. */
  destroy(): Promise<void>
}

/** Turns of the event loop without activity after which nothing more happens: no timer is involved. */
const QUIET_TURNS = 6
/** Turns after which the runner stops waiting for bytes that the implementation does not read. */
const MOST_TURNS = 3000

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Both ends are in this process. So it can be counted which bytes have arrived, and no clock is needed. */
export class SocketLink implements Link {
  private text = ''
  private sent = 0
  private signs = 0
  private isOver = false

  /**
   * @param peer - the runner's end
   * @param tested - the end of the implementation
   */
  constructor(
    private readonly peer: Socket,
    private readonly tested: Socket,
  ) {
    peer.setNoDelay()
    peer.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('latin1')
      this.signs++
    })
    for (const event of ['end', 'close'] as const) {
      peer.on(event, () => {
        this.isOver = true
        this.signs++
      })
    }
    // The implementation may reset the connection.
    peer.on('error', () => {})
    tested.on('error', () => {})
  }

  received(): string {
    return this.text
  }

  isClosed(): boolean {
    return this.isOver
  }

  async send(piece: string): Promise<void> {
    if (this.isOver || !this.peer.writable) return
    this.sent += piece.length
    this.peer.write(piece, 'latin1')
    for (let turns = 0; turns < MOST_TURNS; turns++) {
      await turn()
      if (this.hasArrived()) return
    }
  }

  async end(): Promise<void> {
    if (this.peer.writable) this.peer.end()
    await this.quiet()
  }

  async quiet(): Promise<void> {
    let seen = -1
    for (let still = 0, turns = 0; still < QUIET_TURNS && turns < MOST_TURNS; turns++) {
      await turn()
      still = this.signs === seen && this.hasArrived() ? still + 1 : 0
      seen = this.signs
    }
  }

  async destroy(): Promise<void> {
    this.peer.destroy()
    for (let turns = 0; !this.tested.closed && turns < MOST_TURNS; turns++) await turn()
    this.tested.destroy()
  }

  private hasArrived(): boolean {
    const { peer, tested, isOver } = this
    const isRead = tested.destroyed || tested.bytesRead >= this.sent
    const isReceived = isOver || peer.bytesRead >= tested.bytesWritten
    const isEndReceived = isOver || !(tested.destroyed || tested.writableEnded)
    return isRead && isReceived && isEndReceived
  }
}

/** A connection in memory that closes as a socket does: after the turn in which it was destroyed, so that a message which is complete ends before. */
export class SocketLikeWire extends Wire {
  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    super._destroy(error, () => setImmediate(callback, error))
  }
}

export class MemoryLink implements Link {
  constructor(readonly wire: Wire) {
    wire.on('error', () => {})
  }

  received(): string {
    return this.wire.written
  }

  isClosed(): boolean {
    return this.wire.destroyed || this.wire.writableEnded
  }

  async send(piece: string): Promise<void> {
    if (this.isClosed()) return
    this.wire.feed(piece)
    await turn()
  }

  async end(): Promise<void> {
    this.wire.feedEnd()
    await this.quiet()
  }

  quiet(): Promise<void> {
    return this.wire.quiet()
  }

  async destroy(): Promise<void> {
    this.wire.destroy()
    await turn()
  }
}
