import { FakeClock } from '@layered-http/test-kit'
import { expect, test } from 'vitest'
import type { Limits, TimeoutPhase } from '../timeouts.js'
import { Deadlines, type Missed } from './deadlines.js'

/** Deadlines with a clock that the test moves. Immediates are called when the test says so. */
function started(limits: Partial<Record<TimeoutPhase, number>>, act: (missed: Missed, deadlines: Deadlines) => void = () => {}) {
  const clock = new FakeClock(1000)
  const missed: string[] = []
  const immediates = new Set<() => void>()
  const time = {
    now: clock.now,
    setTimeout: clock.setTimeout,
    clearTimeout: clock.clearTimeout,
    setImmediate: (callback: () => void) => (immediates.add(callback), callback as never),
    clearImmediate: (immediate: unknown) => void immediates.delete(immediate as () => void),
  }
  const deadlines: Deadlines = new Deadlines(
    new Map(Object.entries(limits)) as Limits,
    (one) => {
      missed.push(`${one.phase} ${one.timeout} ${one.elapsed}`)
      act(one, deadlines)
    },
    time,
  )
  const read = (): void => {
    for (const callback of [...immediates]) {
      immediates.delete(callback)
      callback()
    }
  }
  return { clock, missed, deadlines, read, advance: (ms: number) => (clock.advance(ms), read()) }
}

test('a deadline is missed at its time and not before, with one timer for all', () => {
  const { clock, missed, deadlines, advance } = started({ queue: 10, total: 30 })
  deadlines.start('total', clock.now())
  deadlines.start('queue', clock.now())
  expect(clock.pending).toBe(1)
  advance(9)
  expect(missed).toEqual([])
  advance(1)
  expect(missed).toEqual(['queue 10 10'])
  advance(20)
  expect([missed, clock.pending]).toEqual([['queue 10 10', 'total 30 30'], 0])
})

test('a part without a limit starts no timer; a part that is over is not missed, and the last one takes the timer away', () => {
  const { clock, missed, deadlines, advance } = started({ connect: 10, headers: 20 })
  deadlines.start('body', clock.now())
  expect(clock.pending).toBe(0)
  deadlines.start('connect', clock.now())
  deadlines.start('headers', clock.now())
  deadlines.stop('connect')
  expect([deadlines.isRunning('connect'), deadlines.isRunning('headers'), clock.pending]).toEqual([false, true, 1])
  advance(10)
  deadlines.stop('headers')
  expect([missed, clock.pending]).toEqual([[], 0])
})

test('what is started again is postponed, without a new timer until then', () => {
  const { clock, missed, deadlines, advance } = started({ idle: 10 })
  deadlines.start('idle', clock.now())
  for (let i = 0; i < 5; i++) {
    advance(6)
    deadlines.start('idle', clock.now())
    expect(clock.pending).toBe(1)
  }
  advance(9)
  expect(missed).toEqual([])
  advance(1)
  expect(missed).toEqual(['idle 10 10'])
})

test('input that arrived before the timer was called is read first', () => {
  const { clock, missed, deadlines, read } = started({ headers: 10 })
  deadlines.start('headers', clock.now())
  clock.advance(50)
  deadlines.stop('headers')
  read()
  expect([missed, clock.pending]).toEqual([[], 0])
})

test('a time in the past is missed at once, and the earliest of several first', () => {
  const { clock, missed, deadlines, advance } = started({ total: 100, queue: 50 })
  deadlines.start('queue', clock.now() - 60)
  deadlines.start('total', clock.now() - 200)
  advance(1)
  expect(missed).toEqual(['total 100 201'])
  advance(1)
  expect(missed).toEqual(['total 100 201', 'queue 50 62'])
})

test('an exception of what is called keeps the other deadlines', () => {
  const { clock, missed, deadlines, advance } = started({ queue: 10, total: 30 }, ({ phase }) => {
    if (phase === 'queue') throw new Error('mine')
  })
  deadlines.start('total', clock.now())
  deadlines.start('queue', clock.now())
  expect(() => advance(10)).toThrow('mine')
  advance(20)
  expect(missed).toEqual(['queue 10 10', 'total 30 30'])
})

test('a limit that is longer than the longest timer is reached in steps', () => {
  const { clock, missed, deadlines, advance } = started({ total: 2 ** 33 })
  deadlines.start('total', clock.now())
  for (let i = 0; i < 3; i++) advance(2 ** 31)
  expect(missed).toEqual([])
  advance(2 ** 31)
  expect(missed).toEqual([`total ${2 ** 33} ${2 ** 33}`])
})
