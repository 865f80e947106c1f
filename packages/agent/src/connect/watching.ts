/**
 * Connections that a request watches: its ConnectionWatcher travels with the options of the connection, so that each way of connecting can tell it what happens.
 * Options without a watcher, which most are, cost one look for each connection.
 */
import net, { type LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions } from '../options.js'
import type { ConnectionWatcher } from '../pooled-request.js'

const kWatcher = Symbol('connection watcher')

type WatchedOptions = ConnectionOptions & { [kWatcher]?: ConnectionWatcher }

/** Returns the watcher of a connection with these options. Copies of the options have it too. */
export function watcherOf(options: ConnectionOptions): ConnectionWatcher | undefined {
  return (options as WatchedOptions)[kWatcher]
}

/**
 * A connection with these options is opened for a request with a watcher.
 *
 * @param host - the host to which the agent itself connects; undefined if the program connects
 */
export function beginWatching(options: ConnectionOptions, watcher: ConnectionWatcher, host: string | undefined): void {
  ;(options as WatchedOptions)[kWatcher] = watcher
  const { lookup } = options
  // A function that calls back at once does so before there is a socket that emits 'lookup'.
  if (typeof lookup === 'function') {
    options.lookup = ((name, how, callback) =>
      (lookup as LookupFunction)(name, how, (...found) => {
        watcher.lookup()
        callback(...found)
      })) satisfies LookupFunction
  }
  watcher.begun(host !== undefined && net.isIP(host) === 0)
}

/** Tells the watcher of `options` about a socket that the request does not get: the one to a proxy. */
export function watchSocket(socket: Duplex, options: ConnectionOptions): void {
  const watcher = watcherOf(options)
  if (watcher === undefined) return
  socket.once('lookup', () => watcher.lookup()).once('connect', () => watcher.connected())
  watcher.pending(() => void socket.destroy())
}
