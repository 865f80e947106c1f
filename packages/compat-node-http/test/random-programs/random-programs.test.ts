/**
 * The programs of expected.json have the same results on ours as on Node 26. scripts/random-programs.mjs is the long run, which also
 * shortens programs that differ.
 */
import { readFileSync } from 'node:fs'
import type nodeHttp from 'node:http'
import { expect, test } from 'vitest'
import ours from '@layered-http/compat-node-http'
import { withUsual, type Expected } from './expected.js'
import { generate } from './generate.js'
import { run } from './harness.js'
import { reasonFor } from './known-differences.js'
import { differences, reduce, steady } from './reduce.js'

const expected = JSON.parse(readFileSync(new URL('./expected.json', import.meta.url), 'utf8')) as Expected
/** Extra milliseconds without events before the second run of a program that differs ends: on a busy machine, events may be late. */
const PATIENCE = 50
/** Number of programs in one test. */
const STEP = 50

const module = ours as unknown as typeof nodeHttp

for (let from = 0; from < expected.programs.length; from += STEP) {
  const programs = expected.programs.slice(from, from + STEP)
  test(`programs ${expected.first + from} to ${expected.first + from + programs.length - 1} have the same results as on Node 26`, async () => {
    const differing = []
    for (const [i, recorded] of programs.entries()) {
      const seed = expected.first + from + i
      const program = generate(seed)
      const theirs = withUsual(recorded)
      let traces = [reduce(await run(program, module))]
      if (differences(traces[0]!, theirs).length > 0) traces = [...traces, reduce(await run(program, module, PATIENCE))]
      const found = differences(steady(traces), theirs)
      const unknown = found.filter((difference) => reasonFor(program, difference, found) === undefined)
      if (unknown.length > 0) differing.push(`node packages/compat-node-http/scripts/random-programs.mjs --only ${seed}`, ...unknown.map((each) => `  ${each.field}: ${each.theirs} -> ${each.ours}`))
    }
    expect(differing.join('\n')).toBe('')
  })
}
