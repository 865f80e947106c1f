/**
 * The empty write: a Writable makes one write at a time, so the callback of an empty one comes when all output before it was taken.
 *
 * The TLS sockets of Deno 2.9 never call back an empty write, and all later output waits behind it. So there such a write does not reach the transport.
 */
import type { Duplex } from 'node:stream'

interface Piece {
  readonly chunk: Uint8Array | string
  readonly encoding: BufferEncoding
}

const kWrapped = Symbol('empty writes are called back')

type TransportSocket = Duplex & { encrypted?: boolean; [kWrapped]?: true }

/** Calls `callback` when the operating system has taken everything that was written to `socket` before; with an error if the socket fails first. */
export function afterOutput(socket: Duplex, callback: (error?: Error | null) => void): void {
  if (process.versions['deno'] !== undefined && (socket as TransportSocket).encrypted === true) callBackEmptyWrites(socket)
  socket.write('', 'latin1', callback)
}

/** Wraps `_write` and `_writev`, the documented interface between a Writable and its transport: writes without a byte succeed at once. */
function callBackEmptyWrites(socket: TransportSocket): void {
  if (socket[kWrapped] === true) return
  socket[kWrapped] = true
  const { _write: write, _writev: writev } = socket
  socket._write = (chunk: Uint8Array | string, encoding, callback) => {
    if (chunk.length === 0) process.nextTick(callback)
    else write.call(socket, chunk, encoding, callback)
  }
  if (!writev) return
  socket._writev = (pieces: Piece[], callback) => {
    if (pieces.every(({ chunk }) => chunk.length === 0)) process.nextTick(callback)
    else writev.call(socket, pieces as never, callback)
  }
}
