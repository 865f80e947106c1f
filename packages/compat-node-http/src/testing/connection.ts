/** MemoryConnection: the two ends of a connection in memory, and what a test does to it. */
import type { End, EndOwner, PipeOwner } from './link.js'
import { Pipe } from './pipe.js'
import type { MemorySocket } from './socket.js'
import { later } from './turns.js'

/** One direction of a connection: from the client to the server, or from the server to the client. */
export type Direction = 'request' | 'response'

/** A connection of a {@link MemoryNetwork}. Each method of a fault takes effect with the next byte, and returns the connection. */
export interface Connection {
  /** Where it goes, as `http://api.test:80`. */
  readonly origin: string
  /** False before the server has accepted it, and after both ends have closed. */
  readonly isOpen: boolean
  /** Bytes that arrived in this direction. */
  bytes(direction: Direction): number
  /**
   * Ends one direction after `afterBytes` more bytes: its reader gets the end of the input. The writer gets ECONNRESET when it writes on.
   *
   * @param afterBytes - default 0
   */
  cut(direction: Direction, afterBytes?: number): this
  /**
   * Stops one direction after `afterBytes` more bytes: nothing arrives until {@link Connection.resume}. The writer is stalled as soon as the buffers are full.
   *
   * @param afterBytes - default 0
   */
  stall(direction: Direction, afterBytes?: number): this
  /** Ends a stall: what was written meanwhile arrives. */
  resume(direction: Direction): this
  /** Resets the connection at once: reads and writes of both ends fail with ECONNRESET. With a direction, after `afterBytes` more bytes of it. */
  reset(direction?: Direction, afterBytes?: number): this
  /** From now on bytes take `milliseconds` in each direction. The timers are those of the process at the time of each write. */
  latency(milliseconds: number): this
}

export class MemoryConnection implements Connection, EndOwner, PipeOwner {
  isOpen = false
  readonly request = new Pipe(this)
  readonly response = new Pipe(this)
  private closes = 0

  constructor(
    readonly origin: string,
    private readonly onOver: (connection: MemoryConnection) => void,
  ) {}

  client!: MemorySocket
  server!: MemorySocket

  /** Puts the two ends together. */
  join(client: MemorySocket, server: MemorySocket): void {
    this.client = client
    this.server = server
    client.output = server.input = this.request
    client.input = server.output = this.response
    this.request.source = this.response.target = client
    this.response.source = this.request.target = server
  }

  bytes(direction: Direction): number {
    return this[direction].delivered
  }

  cut(direction: Direction, afterBytes = 0): this {
    this[direction].breakAfter('cut', afterBytes)
    return this
  }

  stall(direction: Direction, afterBytes = 0): this {
    this[direction].breakAfter('stall', afterBytes)
    return this
  }

  resume(direction: Direction): this {
    this[direction].resume()
    return this
  }

  reset(direction?: Direction, afterBytes = 0): this {
    if (direction === undefined) this.resetNow()
    else this[direction].breakAfter('reset', afterBytes)
    return this
  }

  latency(milliseconds: number): this {
    this.request.latency = this.response.latency = milliseconds
    return this
  }

  resetNow(): void {
    this.request.drop()
    this.response.drop()
    for (const end of [this.client, this.server]) later(() => end.inItsContext(() => end.lose()))
  }

  /** Ends the connection at once, on both sides and without an error. */
  end(): void {
    this.client.destroy()
    if (this.isOpen) this.server.destroy()
  }

  /** An end was destroyed. What it has written still arrives, and what arrives for it is refused. */
  closed(end: End): void {
    const peer = end === this.client ? this.server : this.client
    end.output.takeEnd()
    // Unread bytes: the peer is reset (RFC 9293 section 3.10.7.1).
    if (end.input.pending > 0 && this.isOpen) this.refuse(peer)
    else end.input.plan()
  }

  /** What `source` has sent arrived at a closed end. */
  refuse(source: End): void {
    if (source.destroyed) return
    source.input.drop()
    later(() => source.inItsContext(() => source.lose()))
  }

  /** An end has emitted `'close'`. */
  over(): void {
    this.closes++
    if (this.closes < 2 && this.isOpen) return
    this.isOpen = false
    this.onOver(this)
  }
}
