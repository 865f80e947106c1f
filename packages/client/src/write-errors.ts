/**
 * WriteErrors: a peer that is gone may have said something before it went.
 *
 * A server that refuses an upload answers and closes. The next write then fails (EPIPE, ECONNRESET), and a socket that fails
 * is destroyed, with the answer unread in its receive buffer. So a write that fails because the peer is gone is reported late:
 * when everything it had sent was read. Until then the socket only sees a write that takes its time.
 *
 * `_write` and `_writev` are the documented interface between a Writable and its transport; here they are wrapped on one socket.
 * Done for sockets that carry an upload, once, without anything to allocate for a write.
 */
import type { Duplex } from 'node:stream'

/** What writing to a peer that has closed fails with. */
const PEER_IS_GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ECONNRESET', 'ECONNABORTED'])

type Callback = (error?: Error | null) => void

export class WriteErrors {
  /** The error of a write that was not reported yet. */
  held: Error | null = null
  /** Of the write that is under way; a Writable makes one at a time. */
  private callback: Callback | null = null

  /** Wraps the writes of `socket`. */
  constructor(private readonly socket: Duplex) {
    const { _write: write, _writev: writev } = socket
    socket._write = (chunk: unknown, encoding: BufferEncoding, callback: Callback) => {
      this.callback = callback
      write.call(socket, chunk, encoding, this.done)
    }
    if (writev) {
      socket._writev = (chunks: { chunk: unknown; encoding: BufferEncoding }[], callback: Callback) => {
        this.callback = callback
        writev.call(socket, chunks, this.done)
      }
    }
  }

  /** Everything was read: what was held is an error now. */
  release(): void {
    const error = this.held
    this.held = null
    if (error !== null) this.report(error)
  }

  private readonly done = (error?: Error | null): void => {
    if (error && PEER_IS_GONE.has((error as NodeJS.ErrnoException).code) && !this.socket.destroyed && !this.socket.readableEnded) this.held = error
    else this.report(error)
  }

  private report(error: Error | null | undefined): void {
    const { callback } = this
    this.callback = null
    callback?.(error)
  }
}
