/**
 * Happy Eyeballs (RFC 8305 section 5): connection attempts to several addresses race. A slow attempt is not thrown away when the next one starts, and the
 * first that connects wins. (net.connect's autoSelectFamily ends each attempt before it starts the next.)
 */
import type { Socket } from 'node:net'
import { clock } from '../clock.js'

/** "Connection Attempt Delay": ms after which the next attempt starts while the others go on. Source: RFC 8305 section 8 recommends 250 ms. */
export const ATTEMPT_DELAY = 250

/** The timers of a race. */
export type RaceClock = Pick<typeof clock, 'setTimeout' | 'clearTimeout'>

/** One address of a host. */
export interface Address {
  readonly address: string
  readonly family: number
}

type Winner = (error: Error | null, socket?: Socket) => void

/**
 * Calls back once: with the first socket that connects, or with an error when all attempts have failed. Returns a function that ends the race, without a
 * call back.
 *
 * @param addresses - at least one, in the order of {@link interleave}
 * @param connect - starts an attempt
 */
export function race(addresses: readonly Address[], connect: (address: Address) => Socket, callback: Winner, { setTimeout, clearTimeout }: RaceClock = clock): () => void {
  const running = new Map<Socket, () => void>()
  const errors: Error[] = []
  let next = 0
  let timer: NodeJS.Timeout | undefined
  let isOver = false

  const stop = (): void => {
    isOver = true
    clearTimeout(timer)
    for (const [socket, forget] of running) {
      forget()
      // It may fail until it has closed.
      socket.on('error', () => {})
      socket.destroy()
    }
    running.clear()
  }

  const start = (): void => {
    clearTimeout(timer)
    if (next === addresses.length) return
    const socket = connect(addresses[next++]!)
    const onConnect = (): void => {
      forget()
      running.delete(socket)
      stop()
      callback(null, socket)
    }
    const onError = (error: Error): void => {
      forget()
      socket.on('error', () => {})
      running.delete(socket)
      errors.push(error)
      // RFC 8305 section 5: the next attempt does not wait for the delay if the one before it has failed.
      if (next < addresses.length) start()
      else if (running.size === 0) {
        stop()
        callback(failureOf(errors))
      }
    }
    const forget = (): void => {
      socket.off('connect', onConnect).off('error', onError)
    }
    running.set(socket, forget)
    socket.on('connect', onConnect).on('error', onError)
    if (next < addresses.length) timer = setTimeout(start, ATTEMPT_DELAY)
  }

  start()
  return () => {
    if (!isOver) stop()
  }
}

/** Returns the error of a single attempt, or all errors as one with the code of the first. This is the shape of net.connect's error. */
function failureOf(errors: readonly Error[]): Error {
  const [first] = errors
  if (errors.length === 1) return first!
  const { code } = first as NodeJS.ErrnoException
  return Object.assign(new AggregateError(errors, errors.map(({ message }) => message).join('; ')), { code })
}

/** Returns the addresses so that the families alternate, beginning with that of the first (RFC 8305 section 4). */
export function interleave(addresses: readonly Address[]): Address[] {
  const first = addresses.filter(({ family }) => family === addresses[0]!.family)
  const second = addresses.filter(({ family }) => family !== addresses[0]!.family)
  const mixed: Address[] = []
  for (let i = 0; i < Math.max(first.length, second.length); i++) mixed.push(...first.slice(i, i + 1), ...second.slice(i, i + 1))
  return mixed
}
