/** A small part of the long run: see README.md. */
import { expect, test } from 'vitest'
import { FEATURES, generate } from './generate.js'
import { simulate } from './simulate.js'

/** Seeds of `npm test`. */
const SEEDS = 100
/** Seeds of runs in which nothing waits forever. */
const CALM_SEEDS = 50

/** Milliseconds. No test waits for time; a loaded machine needs it. */
const TIMEOUT = 300_000

const COMMAND = 'node internal/integration/simulated/main.mjs'

async function failuresOf(seeds: number, isCalm: boolean): Promise<string[]> {
  const failures: string[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = await simulate(generate(seed, isCalm))
    for (const { text } of outcome.failures) failures.push(`${text}\n  ${COMMAND}${isCalm ? ' --calm' : ''} --only ${seed}`)
  }
  return failures
}

test(`no invariant is violated on ${SEEDS} simulated networks`, async () => {
  expect(await failuresOf(SEEDS, false)).toEqual([])
}, TIMEOUT)

test(`nor on ${CALM_SEEDS} in which nothing waits forever: every exchange comes to an end`, async () => {
  expect(await failuresOf(CALM_SEEDS, true)).toEqual([])
}, TIMEOUT)

test('a seed gives the same run each time', async () => {
  for (const seed of [3, 14, 159]) {
    const [first, second] = [await simulate(generate(seed), true), await simulate(generate(seed), true)]
    expect(second.trace).toEqual(first.trace)
    expect(second.digest).toBe(first.digest)
  }
}, TIMEOUT)

test('neighbouring seeds differ, and each feature occurs', () => {
  const plans = new Set<string>()
  for (let seed = 1; seed <= SEEDS; seed++) plans.add(JSON.stringify({ ...generate(seed), seed: 0 }))
  expect(plans.size).toBe(SEEDS)
  const text = [...plans].join('\n')
  const traces = ['"stall"', '"die"', '"fin"', '"resetAfter":', '"signal"', '"never"', '"throw"', '"CONNECT"', '"upgrade', '"hints"', '"hasTrailers":true', '"expects":"continue"', '"tail":"garbage"', '"staleRetry":true']
  expect(traces.filter((trace) => !text.includes(trace))).toEqual([])
  expect(FEATURES.length).toBeGreaterThan(20)
})
