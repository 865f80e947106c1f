import { expect, test } from 'vitest'
import { FakeClock } from '@layered-http/test-kit'
import { DeadlineTimer, NO_DEADLINE } from './deadline-timer.js'
import { MIN_BODY_RATE_GRACE } from './limits.js'
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

function make(minBodyRate = 0): { clock: FakeClock; timeouts: ConnectionTimeouts; left: () => number } {
  const clock = new FakeClock()
  const timer = new DeadlineTimer([], clock)
  const timeouts = new ConnectionTimeouts({ server: SETTINGS, fixed: { minBodyRate }, connections: { timer } })
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

test('a body has the grace, and then a second for each `minBodyRate` bytes', () => {
  const { clock, timeouts, left } = make(1)
  timeouts.waitForRequest(true)
  // The time of the whole request is shorter.
  expect(left()).toBe(100)
  timeouts.endRequest()
  timeouts.clear()
  const settings = { ...SETTINGS, requestTimeout: 0 }
  const timer = new DeadlineTimer([], clock)
  const slow = new ConnectionTimeouts({ server: settings, fixed: { minBodyRate: 1000 }, connections: { timer } })
  const rest = (): number => slow.deadline - timer.now()
  slow.waitForRequest(true)
  expect([rest(), slow.isBodyTooSlow]).toEqual([MIN_BODY_RATE_GRACE, false])
  slow.receivedBody(500)
  slow.waitForRequest(true)
  expect(rest()).toBe(MIN_BODY_RATE_GRACE + 500)
  clock.advance(MIN_BODY_RATE_GRACE + 499)
  expect([rest(), slow.isBodyTooSlow]).toEqual([1, false])
  clock.advance(1)
  expect(slow.isBodyTooSlow).toBe(true)
  slow.restartBodyRate()
  expect([rest(), slow.isBodyTooSlow]).toEqual([MIN_BODY_RATE_GRACE, false])
})

test('without `minBodyRate`, and for heads, there is no rate', () => {
  const { clock, timeouts, left } = make()
  timeouts.receivedBody(1)
  timeouts.waitForRequest(true)
  expect([left(), timeouts.isBodyTooSlow]).toEqual([100, false])
  timeouts.restartBodyRate()
  clock.advance(1)
  expect([left(), timeouts.isBodyTooSlow]).toEqual([99, false])
  const rated = make(1000)
  rated.timeouts.waitForRequest(false)
  expect(rated.left()).toBe(10)
})
