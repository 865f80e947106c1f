/** What connections do with a socket, whichever kind of Duplex it is. */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'

/** Listeners by event. The same functions serve every socket: `this` is the socket. */
export type SocketListeners = Readonly<Record<string, (this: never, ...args: never[]) => void>>

/** Listens to a socket for as long as it is the connection's. */
export function addListeners(socket: Duplex, listeners: SocketListeners): void {
  for (const event of Object.keys(listeners)) socket.on(event, listeners[event] as () => void)
}

/** Lets go of it. */
export function removeListeners(socket: Duplex, listeners: SocketListeners): void {
  for (const event of Object.keys(listeners)) socket.removeListener(event, listeners[event] as () => void)
}

/**
 * Ends a socket once everything written has left it. A net.Socket is destroyed then, whatever the other side does; another Duplex is only ended,
 * as in Node: its other side decides.
 */
export function endSocket(socket: Duplex): void {
  const tcp = socket as Socket
  if (typeof tcp.destroySoon === 'function') tcp.destroySoon()
  else socket.end()
}
