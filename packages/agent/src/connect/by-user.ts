/** Connections with `layered.connect`: the program opens them, now or later. */
import type { Duplex } from 'node:stream'
import { codedError, describeReceived } from '@layered-http/shared'
import type { ConnectionOptions, OpenConnection, SocketCallback } from '../options.js'

/** Opens TLS over `options.socket`, if the agent is one for TLS. */
interface Securing {
  readonly isOn: boolean
  connect(options: ConnectionOptions): Duplex
}

/** Calls back with the socket that `open` returns or resolves with, with TLS in it if the agent needs that, or with its error. */
export function connectByUser(open: OpenConnection, options: ConnectionOptions, security: Securing, callback: SocketCallback): void {
  const take = (socket: Duplex): Duplex => {
    if (!isDuplex(socket)) throw codedError(TypeError, 'ERR_INVALID_RETURN_VALUE', `layered.connect must return a socket (a Duplex) or a promise of one.${describeReceived(socket)}`)
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

/** True for a Duplex of any class and copy: it has what the pool and its requests call. */
function isDuplex(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return ['on', 'write', 'destroy', 'read'].every((method) => typeof (value as Record<string, unknown>)[method] === 'function')
}
