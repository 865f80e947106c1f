import { expect, test } from 'vitest'
import { MAX_TIMER_DELAY } from '@layered-http/shared'
import { FakeClock } from '@layered-http/test-kit'
import { DeadlineTimer, NO_DEADLINE, type Expiring } from './deadline-timer.js'
import { DEADLINE_GRANULARITY, MAX_EXPIRATIONS_PER_TURN } from './limits.js'

const SECOND = 1000

interface Watched extends Expiring {
  /** The times at which it expired. */
  readonly expired: number[]
  /** Sets its deadline `delay` ms after `start`, which is now by default. */
  set(delay: number, start?: number): void
}

/** Returns a timer, the clock that moves it, and a function that adds an object with a deadline. */
function makeTimer(): { clock: FakeClock; timer: DeadlineTimer; watch: (onExpire?: () => void) => Watched } {
  const clock = new FakeClock()
  const watched: Watched[] = []
  const timer = new DeadlineTimer(watched, clock)
  const watch = (onExpire?: () => void): Watched => {
    const one: Watched = {
      deadline: NO_DEADLINE,
      expired: [],
      expire() {
        one.expired.push(clock.now())
        onExpire?.()
      },
      set(delay, start = timer.now()) {
        one.deadline = timer.schedule(start, delay)
      },
    }
    watched.push(one)
    return one
  }
  return { clock, timer, watch }
}

test('a deadline expires once, within the granularity', () => {
  const { clock, timer, watch } = makeTimer()
  const all = [300, 100, 200].map((delay) => {
    const one = watch()
    one.set(delay)
    return one
  })
  clock.advance(10 * SECOND)
  expect(all.map((one) => one.expired)).toEqual([[301], [101], [201]])
  expect([timer.isSet, clock.pending]).toEqual([false, 0])
})

test('a delay of 0 means no deadline and sets no timer', () => {
  const { timer, watch } = makeTimer()
  const one = watch()
  one.set(0)
  expect([one.deadline, timer.isSet]).toEqual([NO_DEADLINE, false])
})

test('deadlines that have passed when they are set do not postpone others', () => {
  const { clock, watch } = makeTimer()
  const [late, patient] = [watch(), watch()]
  patient.set(SECOND)
  while (clock.now() < 2 * SECOND && patient.expired.length === 0) {
    late.set(1, 1)
    clock.advance(DEADLINE_GRANULARITY - 1)
  }
  expect(patient.expired[0]).toBeLessThanOrEqual(SECOND + 2 * DEADLINE_GRANULARITY)
})

test('after an exception, the other deadlines expire at the same time', () => {
  const { clock, watch } = makeTimer()
  const failing = (): never => {
    throw new Error('mine')
  }
  const all = [watch(failing), watch(), watch(failing), watch()]
  for (const one of all) one.set(SECOND)
  const later = watch()
  later.set(2 * SECOND)
  for (let i = 0; i < 2; i++) expect(() => clock.advance(SECOND)).toThrow('mine')
  clock.advance(2 * SECOND)
  expect(all.map((one) => one.expired)).toEqual(all.map(() => [SECOND + 1]))
  expect(later.expired).toEqual([2 * SECOND + 1])
})

test('if thousands expire at once, each turn of the event loop has a part of them', () => {
  const { clock, timer, watch } = makeTimer()
  const turns: number[] = []
  const { setTimeout } = clock
  const countTurns = (callback: () => void, delay: number): NodeJS.Timeout => setTimeout(() => (turns.push(0), callback()), delay)
  Object.assign(clock, { setTimeout: countTurns })
  const all = Array.from({ length: 2 * MAX_EXPIRATIONS_PER_TURN + 1 }, () => watch(() => turns[turns.length - 1]++))
  for (const one of all) one.set(SECOND)
  clock.advance(SECOND)
  expect(turns).toEqual([MAX_EXPIRATIONS_PER_TURN, MAX_EXPIRATIONS_PER_TURN, 1])
  expect(new Set(all.map((one) => one.expired.join()))).toEqual(new Set([`${SECOND + 1}`]))
  expect([timer.isSet, clock.pending]).toEqual([false, 0])
})

test('a deadline in months takes several timers', () => {
  const { clock, watch } = makeTimer()
  const delays: number[] = []
  const { setTimeout } = clock
  Object.assign(clock, { setTimeout: (callback: () => void, delay: number) => (delays.push(delay), setTimeout(callback, delay)) })
  const one = watch()
  one.set(2 * MAX_TIMER_DELAY)
  clock.advance(2 * MAX_TIMER_DELAY - 1)
  expect([one.expired, Math.max(...delays)]).toEqual([[], MAX_TIMER_DELAY])
  clock.advance(1)
  expect(one.expired).toHaveLength(1)
})
