import { expect, test } from 'vitest'
import { FakeClock } from '@layered-http/test-kit'
import { DeadlineTimer, NO_DEADLINE } from './deadline-timer.js'
import { ConnectionTimeouts, headTimeout, keepAliveTimeout, timeoutOf, type TimeoutSettings } from './timeouts.js'

const SETTINGS: TimeoutSettings = { headersTimeout: 10, requestTimeout: 100, keepAliveTimeout: 1000, keepAliveTimeoutBuffer: 1 }

test('a timeout is a positive number; any other value means no limit', () => {
  expect([1, 0.5, Infinity, 0, -1, NaN, '5', null, undefined].map(timeoutOf)).toEqual([1, 0.5, Infinity, 0, 0, 0, 0, 0, 0])
})

test.each([[10, 100, 10], [100, 10, 10], [10, 0, 10], [0, 10, 10], [0, 0, 0]])('SV-03 headersTimeout %i and requestTimeout %i: %i for a head', (headersTimeout, requestTimeout, expected) => {
  expect(headTimeout({ ...SETTINGS, headersTimeout, requestTimeout })).toBe(expected)
})

test.each([[5, 1, 6], [5, 0, 5], [5, NaN, 1005], [5, -1, 1005], [0, 1, 0], [-1, 1, 0], [Infinity, 1, 0]])(
  'SV-05, SV-06 keepAliveTimeout %d and a buffer of %d: %d until the next request',
  (timeout, buffer, expected) => {
    expect(keepAliveTimeout({ ...SETTINGS, keepAliveTimeout: timeout, keepAliveTimeoutBuffer: buffer })).toBe(expected)
  },
)

function make(): { clock: FakeClock; timeouts: ConnectionTimeouts; left: () => number } {
  const clock = new FakeClock()
  const timer = new DeadlineTimer([], clock)
  const timeouts = new ConnectionTimeouts({ server: SETTINGS, connections: { timer } })
  return { clock, timeouts, left: () => (timeouts.deadline === NO_DEADLINE ? NO_DEADLINE : timeouts.deadline - timer.now()) }
}

test('a new connection has the time for a head, and the time of a request starts at its first byte', () => {
  const { clock, timeouts, left } = make()
  timeouts.startConnection()
  expect(left()).toBe(10)
  timeouts.waitForRequest(false)
  clock.advance(4)
  timeouts.waitForRequest(false)
  expect(left()).toBe(6)
  timeouts.waitForRequest(true)
  expect(left()).toBe(96)
  timeouts.endRequest()
  timeouts.waitForRequest(false)
  expect(left()).toBe(10)
})

test('between requests the keep-alive timeout applies', () => {
  const { timeouts, left } = make()
  expect([timeouts.waitForNextRequest(), left()]).toEqual([true, 1001])
})

test('after the time of a request is over, it has no other deadline', () => {
  const { timeouts, left } = make()
  timeouts.waitForRequest(false)
  timeouts.expireRequest()
  timeouts.waitForRequest(true)
  expect(left()).toBe(NO_DEADLINE)
  timeouts.endRequest()
  timeouts.waitForRequest(true)
  expect(left()).toBe(100)
})

test('the time for closing does not start again', () => {
  const { clock, timeouts, left } = make()
  timeouts.waitForClose()
  clock.advance(40)
  timeouts.waitForClose()
  expect(left()).toBe(60)
})
