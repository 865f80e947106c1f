/** Connections with `layered.connect`: the program opens them, now or later. */
import type { Duplex } from 'node:stream'
import type { ConnectionOptions, OpenConnection, SocketCallback } from '../options.js'

/** Opens TLS over `options.socket`, if the agent is one for TLS. */
interface Securing {
  readonly isOn: boolean
  connect(options: ConnectionOptions): Duplex
}

/** Calls back with the socket that `open` returns or resolves with, with TLS in it if the agent needs that, or with its error. */
export function connectByUser(open: OpenConnection, options: ConnectionOptions, security: Securing, callback: SocketCallback): void {
  const take = (socket: Duplex): Duplex => {
    const { encrypted } = socket as { encrypted?: boolean }
    return security.isOn && encrypted !== true ? security.connect({ ...options, socket }) : socket
  }
  // Within a promise, so that an exception of `open` is an error of the request.
  new Promise<Duplex>((resolve) => resolve(open(options))).then(take).then(
    // Outside of the promise, so that an exception of a listener is not a rejection.
    (socket) => process.nextTick(callback, null, socket),
    (error: Error) => process.nextTick(callback, error),
  )
}
