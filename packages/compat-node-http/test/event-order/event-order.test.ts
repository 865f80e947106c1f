/** In each scenario, the events of both sides come in the order of Node 26. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import http from '@layered-http/compat-node-http'
import { run } from './run.mjs'
import { scenarios } from './scenarios.mjs'

interface Traces {
  server: string
  client: string
}

const { scenarios: expected } = JSON.parse(readFileSync(new URL('./expected.json', import.meta.url), 'utf8')) as { scenarios: Record<string, Traces> }

test('every scenario has been recorded', () => {
  expect(Object.keys(scenarios)).toEqual(Object.keys(expected))
})

for (const [name, scenario] of Object.entries(scenarios)) {
  test(`events come in Node's order: ${name}`, async () => {
    const traces = await run(http, scenario)
    expect(traces).toEqual(expected[name])
  })
}
