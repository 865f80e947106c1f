/** Connections with `layered.happyEyeballs`: the addresses of the host race, and TLS begins on the winner. */
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { connectionReset, MAX_TIMER_DELAY } from '@layered-http/shared'
import { clock } from '../clock.js'
import type { ConnectionOptions, SocketCallback } from '../options.js'
import { lookupAll } from './lookup.js'
import { interleave, race } from './race.js'
import { watcherOf } from './watching.js'

/** True if a connection with these options has a host with addresses that can race. */
export function hasAddresses({ host = 'localhost', path, socketPath, socket }: ConnectionOptions): boolean {
  return !path && !socketPath && socket === undefined && net.isIP(host) === 0
}

/** Races that are not decided. Each function ends one, with an error. */
export type OpenRaces = Set<() => void>

/**
 * Connects to the host of the options. `options.timeout` is also the time for all of that; then the error has `connectTimeout`.
 *
 * @param secure - begins TLS on the connected `options.socket`; undefined for connections without TLS
 */
export function connectByRace(options: ConnectionOptions, secure: ((options: ConnectionOptions) => Duplex) | undefined, races: OpenRaces, callback: SocketCallback): void {
  const { timeout } = options
  let isOver = false
  let stop: (() => void) | undefined
  const end: SocketCallback = (error, socket) => {
    if (isOver) return
    isOver = true
    clock.clearTimeout(timer)
    races.delete(cancel)
    stop?.()
    callback(error, socket)
  }
  const cancel = (): void => end(connectionReset('socket hang up'))
  races.add(cancel)
  const watcher = watcherOf(options)
  watcher?.pending(cancel)
  const timer = timeout ? clock.setTimeout(() => end(timedOut(options.host ?? 'localhost', timeout)), Math.min(timeout, MAX_TIMER_DELAY)) : undefined
  const attempt = ({ address, family }: { address: string; family: number }): net.Socket =>
    net.connect({ ...options, host: address, family, lookup: undefined, autoSelectFamily: false, path: undefined } as net.NetConnectOpts)
  lookupAll(options, (error, addresses) => {
    if (isOver) return
    if (error) {
      end(error)
      return
    }
    watcher?.lookup()
    stop = race(interleave(addresses), attempt, (failure, socket) => {
      if (failure) end(failure)
      else end(null, secure === undefined ? socket : secure({ ...options, socket }))
    })
  })
}

function timedOut(host: string, timeout: number): Error {
  return Object.assign(new Error(`No address of ${host} could be connected to within ${timeout} ms`), { code: 'ETIMEDOUT', connectTimeout: timeout })
}
