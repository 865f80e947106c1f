/** The order of attempts, with sockets that connect, fail or wait as the test says, and timers that the test fires. */
import net from 'node:net'
import { expect, test } from 'vitest'
import { ATTEMPT_DELAY, interleave, race, type Address } from './race.js'

const addresses = (...list: string[]): Address[] => list.map((address) => ({ address, family: net.isIP(address) }))

/** Starts a race. The sockets are net.Sockets that never connect by themselves: the test emits their events. */
function started(...list: string[]) {
  const attempts: { address: string; socket: net.Socket }[] = []
  const results: unknown[] = []
  let fire: (() => void) | undefined
  const delays: number[] = []
  const clock = {
    setTimeout: ((callback: () => void, delay: number) => {
      fire = callback
      delays.push(delay)
      return 1 as never
    }) as never,
    clearTimeout: () => (fire = undefined),
  }
  const stop = race(
    addresses(...list),
    ({ address }) => {
      const socket = new net.Socket()
      attempts.push({ address, socket })
      return socket
    },
    (error, socket) => results.push(error ?? attempts.find((one) => one.socket === socket)!.address),
    clock,
  )
  return { attempts, results, delays, stop, fire: () => fire!(), isTimed: () => fire !== undefined, begun: () => attempts.map(({ address }) => address), destroyed: () => attempts.map(({ socket }) => socket.destroyed) }
}

const failure = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code })

test('a slow attempt is not thrown away when the next one starts after 250 ms, and wins if it connects first', () => {
  const { attempts, results, delays, fire, begun, destroyed, isTimed } = started('::1', '127.0.0.1', '::2')
  expect([begun(), delays, ATTEMPT_DELAY]).toEqual([['::1'], [250], 250])
  fire()
  expect([begun(), destroyed(), delays]).toEqual([['::1', '127.0.0.1'], [false, false], [250, 250]])
  attempts[0]!.socket.emit('connect')
  expect([results, destroyed(), begun(), isTimed()]).toEqual([['::1'], [false, true], ['::1', '127.0.0.1'], false])
  expect(attempts[0]!.socket.eventNames().filter((name) => name === 'connect' || name === 'error')).toEqual([])
})

test('the second attempt wins if it connects first, and the slow one is destroyed then', () => {
  const { attempts, results, fire, destroyed } = started('::1', '127.0.0.1')
  fire()
  attempts[1]!.socket.emit('connect')
  expect([results, destroyed()]).toEqual([['127.0.0.1'], [true, false]])
  // The loser may still fail.
  attempts[0]!.socket.emit('error', failure('ETIMEDOUT'))
  expect(results).toHaveLength(1)
})

test('an attempt that fails starts the next one at once, while slower ones go on', () => {
  const { attempts, results, fire, begun } = started('::1', '127.0.0.1', '::2')
  fire()
  attempts[1]!.socket.emit('error', failure('ECONNREFUSED'))
  expect(begun()).toEqual(['::1', '127.0.0.1', '::2'])
  attempts[2]!.socket.emit('error', failure('ECONNREFUSED'))
  expect(results).toEqual([])
  attempts[0]!.socket.emit('connect')
  expect(results).toEqual(['::1'])
})

test('if all attempts fail, the error has all of theirs and the code of the first; a single error is itself', () => {
  const two = started('::1', '127.0.0.1')
  two.attempts[0]!.socket.emit('error', failure('ENETUNREACH'))
  two.attempts[1]!.socket.emit('error', failure('ECONNREFUSED'))
  expect(two.results).toEqual([expect.objectContaining({ code: 'ENETUNREACH', message: 'connect ENETUNREACH; connect ECONNREFUSED', errors: [failure('ENETUNREACH'), failure('ECONNREFUSED')] })])
  expect(two.results[0]).toBeInstanceOf(AggregateError)
  const one = started('::1')
  const error = failure('ECONNREFUSED')
  one.attempts[0]!.socket.emit('error', error)
  expect([one.results, one.delays]).toEqual([[error], []])
})

test('a race that is stopped destroys its attempts and calls nothing', () => {
  const { attempts, results, fire, stop, destroyed, isTimed } = started('::1', '127.0.0.1', '::2')
  fire()
  stop()
  attempts[0]!.socket.emit('error', failure('ECONNRESET'))
  expect([destroyed(), results, isTimed()]).toEqual([[true, true], [], false])
})

test('families alternate, beginning with that of the first address', () => {
  const order = (...list: string[]): string[] => interleave(addresses(...list)).map(({ address }) => address)
  expect(order('::1', '::2', '::3', '1.1.1.1', '2.2.2.2')).toEqual(['::1', '1.1.1.1', '::2', '2.2.2.2', '::3'])
  expect(order('1.1.1.1', '2.2.2.2', '::1')).toEqual(['1.1.1.1', '::1', '2.2.2.2'])
  expect(order('1.1.1.1')).toEqual(['1.1.1.1'])
})
