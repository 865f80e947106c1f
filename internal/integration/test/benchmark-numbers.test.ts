/** The arithmetic of the benchmarks: costs above the floor, arrivals at a constant rate, percentiles, loads of a fixed number of requests. */
import { expect, test } from 'vitest'
import { aboveFloor, comparisonsAboveFloor } from '../../../benchmarks/lib/above-floor.mjs'
import { Arrivals } from '../../../benchmarks/lib/arrivals.mjs'
import { keepInFlight } from '../../../benchmarks/lib/in-flight.mjs'
import { percentile, percentiles } from '../../../benchmarks/lib/statistics.mjs'
import { isMet, TARGETS, targetOf } from '../../../benchmarks/lib/targets.mjs'
import { watchMemory } from '../../../benchmarks/lib/memory-under-load.mjs'

test('the ratio above the floor is taken round by round', () => {
  expect(aboveFloor([6, 5, 10], [8, 6, 20], [4, 4, 0])).toEqual({ median: 0.5, min: 0.5, max: 0.5, leftOut: 0 })
  // A slow round changes all three costs, and the medians would mix rounds: (8 − 6) / (13 − 6).
  expect(aboveFloor([5, 8, 15], [6, 13, 21], [4, 6, 9])?.median).toBe(0.5)
})

test('below the floor the ratio is negative', () => {
  expect(aboveFloor([3], [6], [4])).toEqual({ median: -0.5, min: -0.5, max: -0.5, leftOut: 0 })
})

test('a round in which the other peer is hardly above the floor is left out, and half of them are too many', () => {
  expect(aboveFloor([5, 5, 5], [6, 4, 6], [4, 4, 4])).toEqual({ median: 0.5, min: 0.5, max: 0.5, leftOut: 1 })
  expect(aboveFloor([5, 5, 5], [6, 4.2, 6], [4, 4, 4])?.leftOut).toBe(1)
  expect(aboveFloor([5, 5, 5], [6, 4.21, 6], [4, 4, 4])?.leftOut).toBe(0)
  expect(aboveFloor([5, 5], [6, 3], [4, 4])).toBeUndefined()
})

test('peers of this Node are compared above the floor, in the compared column', () => {
  const row = (name: string, cost: number) => ({ name, samples: [{ cost: 2 * cost, user: cost, rate: 1 }] })
  const columns = [{ key: 'cost', title: 'CPU', compared: true }, { key: 'rate', title: 'rate' }]
  const others = [row('node:http', 8), row('node:http, Bun', 9), row('Bun.serve', 7), row('undici request', 6)]
  const rows = [row('layered-http', 5), ...others, row('raw net (floor)', 4)]
  const found = comparisonsAboveFloor({ columns, rows }) as { key: string; to: string; value: { median: number } }[]
  expect(found.map(({ key, to, value }) => [key, to, value.median])).toEqual([['cost', 'node:http', 0.25], ['cost', 'undici request', 0.5]])
  expect(comparisonsAboveFloor({ columns, rows: rows.slice(0, -1) })).toEqual([])
})

test('costs above the floor are those in user mode; samples without that have none', () => {
  const row = (name: string, cost: number, user?: number) => ({ name, samples: [{ cost, user }] })
  const columns = [{ key: 'cost', title: 'CPU', compared: true }]
  const rows = [row('layered-http', 10, 5), row('node:http', 12, 8), row('raw net (floor)', 6, 4)]
  expect(comparisonsAboveFloor({ columns, rows })).toMatchObject([{ key: 'cost', to: 'node:http', value: { median: 0.25 } }])
  expect(comparisonsAboveFloor({ columns, rows: [row('layered-http', 10), row('node:http', 12), row('raw net (floor)', 6)] })).toEqual([])
})

test('targets above the floor are separate from those of whole costs', () => {
  expect(targetOf({ suite: 'server', to: 'node:http', grid: undefined })).toBeUndefined()
  const above = targetOf({ suite: 'server', to: 'node:http', grid: undefined, above: true })!
  expect(above.most).toBe(0.35)
  expect([isMet(above, { median: 0.354 }), isMet(above, { median: 0.356 })]).toEqual([true, false])
  const targets = TARGETS as { suite: string; grid?: string; of: string; to: string; above?: boolean }[]
  expect(new Set(targets.map(({ suite, grid, of, to, above }) => JSON.stringify([suite, grid, of, to, above]))).size).toBe(targets.length)
})

test('arrivals have constant distances, the first at once', () => {
  const arrivals = new Arrivals(4000, 0.5)
  expect(arrivals.total).toBe(2000)
  expect([0, 1, 2, 1999].map((index) => arrivals.dueAt(index))).toEqual([0, 0.25, 0.5, 499.75])
})

test('everything that became due during a pause is due after it, and nothing beyond the end', () => {
  const arrivals = new Arrivals(1000, 1)
  expect([0, 0.5, 1, 1.5, 300].map((elapsed) => arrivals.dueBy(elapsed))).toEqual([1, 1, 2, 2, 301])
  expect([999, 1000, 5000].map((elapsed) => arrivals.dueBy(elapsed))).toEqual([1000, 1000, 1000])
})

test('percentiles are values that occur', () => {
  const thousand = Array.from({ length: 1000 }, (_, index) => 1000 - index)
  expect(percentiles(thousand, [50, 99, 99.9, 100])).toEqual([500, 990, 999, 1000])
  expect(percentiles(Float64Array.from(thousand), [99.9])).toEqual([999])
  // 99.9 percent of 41,000 is a little more than 40,959 as a number, and must not become one more.
  expect(percentile(Array.from({ length: 41_000 }, (_, index) => index + 1), 99.9)).toBe(40_959)
  expect(percentile([7], 0.1)).toBe(7)
  expect(percentile([], 50)).toBeUndefined()
})

test('a load of a fixed number sends that number, no more than its connections at once', async () => {
  let underWay = 0
  let most = 0
  let sent = 0
  const { requests, total } = await keepInFlight({ connections: 3, seconds: undefined, requests: 10 }, (_slot: number, done: (length: number) => void) => {
    sent++
    most = Math.max(most, ++underWay)
    setImmediate(() => {
      underWay--
      done(5)
    })
  })
  expect({ sent, most, requests, total }).toEqual({ sent: 10, most: 3, requests: 10, total: { requests: 10, bodyBytes: 50 } })
})

test('memory under load is the largest RSS and the middle of the heap', async () => {
  const looks = [[10, 1, 5], [30, 9, 7], [20, 2, 6]].map(([rss, heapUsed, external]) => ({ rss, heapUsed, external }))
  let done: () => void
  const last = new Promise<void>((resolve) => (done = resolve))
  const over = watchMemory({
    ask: async (command: string) => {
      expect(command).toBe('footprint')
      if (looks.length === 1) done()
      return looks.shift()
    },
  })
  await last
  expect(await over()).toEqual({ memory: { rss: 30, heap: 2, external: 6 } })
})
