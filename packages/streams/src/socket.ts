/** Functions on a socket, for every kind of Duplex. */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'

/** Listeners by event. The same functions serve every socket: `this` is the socket. */
export type SocketListeners = Readonly<Record<string, (this: never, ...args: never[]) => void>>

/** Adds all listeners. */
export function addListeners(socket: Duplex, listeners: SocketListeners): void {
  for (const event of Object.keys(listeners)) socket.on(event, listeners[event] as () => void)
}

/** Removes them. */
export function removeListeners(socket: Duplex, listeners: SocketListeners): void {
  for (const event of Object.keys(listeners)) socket.removeListener(event, listeners[event] as () => void)
}

/**
 * Ends a socket once everything written has left it. A net.Socket is destroyed then, even if its peer does not end. As in Node, another Duplex is only
 * ended: it decides itself when to close.
 */
export function endSocket(socket: Duplex): void {
  const tcp = socket as Socket
  if (typeof tcp.destroySoon === 'function') tcp.destroySoon()
  else socket.end()
}

/**
 * After each chunk a Readable schedules a tick in which it asks its source for more. The handle of a `net.Socket` reads on without being asked, so that tick does nothing. While `readingMore`
 * is true the stream schedules none. Other transports may wait to be asked. As a stream that was paused does, they and the socket ask when they are resumed. In Deno, a paused socket needs that tick:
 * otherwise it never emits the `'end'` of its peer.
 */
export function setReadingMore(socket: Duplex, isReadingMore: boolean): void {
  const { _handle, _readableState } = socket as unknown as { _handle?: { readStart?: unknown } | null; _readableState?: { readingMore: boolean } }
  if (typeof _handle?.readStart === 'function' && _readableState !== undefined && process.versions['deno'] === undefined) _readableState.readingMore = isReadingMore
}
