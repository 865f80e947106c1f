/** A plain object as socket, as serverless adapters make it, with little more than `write`. */
import type { Socket } from 'node:net'

export interface PlainSocket {
  socket: Socket
  /** Returns the written bytes, one character each. */
  bytes(): string
}

/** `calls`: when the callbacks of writes are called. `returns`: what `write` returns. */
export function plainSocket(calls: 'at once' | 'later', returns = true): PlainSocket {
  let bytes = ''
  const socket = {
    writable: true,
    on: () => socket,
    removeListener: () => socket,
    destroy: () => {},
    cork: () => {},
    uncork: () => {},
    write(data: string | Uint8Array, encoding: unknown, callback?: () => void) {
      if (typeof encoding === 'function') callback = encoding as () => void
      bytes += Buffer.from(data as string).toString('latin1')
      if (calls === 'at once') callback?.()
      else if (callback) setImmediate(callback)
      return returns
    },
  }
  return { socket: socket as unknown as Socket, bytes: () => bytes }
}
