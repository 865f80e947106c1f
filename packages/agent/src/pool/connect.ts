/** Calls `createConnection` of an agent, which may return a socket, call back with one, or do both. */
import { codedError, connectionReset, describeReceived } from '@layered-http/shared'
import { watcherOf } from '../connect/watching.js'
import type { ConnectionOptions, SocketCallback } from '../options.js'
import type { PoolOwner } from './owner.js'
import type { Places } from './places.js'

const ownMethods = new WeakSet<PoolOwner['createConnection']>()

/** Registers a method `createConnection` of our classes. */
export function registerCreateConnection(method: PoolOwner['createConnection']): void {
  ownMethods.add(method)
}

/** True if `method` is `createConnection` of our classes, and not of a subclass. */
export function isOwnCreateConnection(method: PoolOwner['createConnection']): boolean {
  return ownMethods.has(method)
}

/** Opens a connection, and holds a place until it is delivered or has failed. Calls back once. */
export function connect(owner: PoolOwner, places: Places, key: string, options: ConnectionOptions, callback: SocketCallback): void {
  let isPending = false
  let isDone = false
  /** Ends the wait for a connection. If it is delivered later, it is destroyed. */
  const cancel = (error: Error): void => {
    isCancelled = true
    onCreate(error)
  }
  let isCancelled = false
  const onCreate: SocketCallback = (error, socket) => {
    if (isDone) {
      if (isCancelled) socket?.destroy()
      return
    }
    isDone = true
    if (isPending) places.release(key, cancel)
    if (error || !socket) callback(error ?? codedError(TypeError, 'ERR_INVALID_RETURN_VALUE', `createConnection must give a socket (a Duplex) or an error.${describeReceived(socket)}`))
    else callback(null, socket)
  }
  const created = owner.createConnection(options, onCreate)
  if (created) {
    onCreate(null, created)
  } else if (!isDone) {
    isPending = true
    places.hold(key, options, cancel)
    watcherOf(options)?.pending(() => cancel(connectionReset('socket hang up')))
  }
}
