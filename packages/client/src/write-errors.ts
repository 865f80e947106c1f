/**
 * WriteErrors: a server may answer and close during an upload.
 *
 * The next write then fails (EPIPE, ECONNRESET), and a socket that fails is destroyed, with the answer unread in its receive buffer. So a write
 * that fails because the peer is gone is reported late: when everything that the peer had sent was read. Until then the socket only sees a
 * write that takes its time.
 *
 * `_write` and `_writev` are the documented interface between a Writable and its transport; here they are wrapped on one socket, once, for
 * sockets that carry an upload. Nothing is allocated for a write.
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
  private isStopped = false
  /** Puts the methods of the socket back. */
  private readonly unwrap: () => void

  /** Wraps the writes of `socket`. */
  constructor(private readonly socket: Duplex) {
    const { _write: write, _writev: writev } = socket
    const wrappedWrite = (chunk: unknown, encoding: BufferEncoding, callback: Callback) => {
      this.callback = callback
      write.call(socket, chunk, encoding, this.done)
    }
    socket._write = wrappedWrite
    if (writev) {
      socket._writev = (chunks: { chunk: unknown; encoding: BufferEncoding }[], callback: Callback) => {
        this.callback = callback
        writev.call(socket, chunks, this.done)
      }
    }
    this.unwrap = () => {
      // Unless something else has wrapped them since.
      if (socket._write !== wrappedWrite) return
      socket._write = write
      if (writev) socket._writev = writev
    }
  }

  /** Everything was read: reports what was held. */
  release(): void {
    const error = this.held
    this.held = null
    if (error !== null) this.report(error)
  }

  /** Another protocol has the socket: from now on errors are reported at once. */
  stop(): void {
    this.isStopped = true
    this.unwrap()
    this.release()
  }

  private readonly done = (error?: Error | null): void => {
    const isHeld = !this.isStopped && error && PEER_IS_GONE.has((error as NodeJS.ErrnoException).code) && !this.socket.destroyed && !this.socket.readableEnded
    if (isHeld) this.held = error
    else this.report(error)
  }

  private report(error: Error | null | undefined): void {
    const { callback } = this
    this.callback = null
    callback?.(error)
  }
}
