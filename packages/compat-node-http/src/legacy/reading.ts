/** What `_http_incoming` has beside its class: to let a socket's bytes flow and to stop them. */
import type { Duplex } from 'node:stream'

/** Node's key for the method that takes an abort signal off its socket. Nothing is registered there here. */
export const kDetachAbortSignal = Symbol('kDetachAbortSignal')

/** Lets the bytes of a socket flow. */
export function readStart(socket: Duplex | null | undefined): void {
  socket?.resume()
}

/** Stops them. */
export function readStop(socket: Duplex | null | undefined): void {
  socket?.pause()
}
