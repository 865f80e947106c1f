/** Every event of requests over TLS in the order of Node 26, for each scenario. The server is node:https's. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { HttpsAgent } from '@layered-http/agent/https'
import * as certificates from '@layered-http/test-kit'
import { request } from '../../../src/https.js'
import { run } from './run.mjs'
import { scenarios } from './scenarios.mjs'

const { scenarios: expected } = JSON.parse(readFileSync(new URL('./expected.json', import.meta.url), 'utf8')) as { scenarios: Record<string, string> }

/** In Node 20, a TLS socket that is destroyed in its handshake calls back writes as if they had been sent. So these scenarios have one more event there. */
const FINISHED_IN_NODE_20 = new Set(['silence in the handshake', 'destroyed in the handshake', 'destroyed when secure'])
const isNode20 = process.versions.node.startsWith('20.')

test('every scenario has been recorded', () => {
  expect(Object.keys(scenarios)).toEqual(Object.keys(expected))
})

for (const [name, scenario] of Object.entries(scenarios)) {
  test(`events come in Node's order: ${name}`, async () => {
    const trace = await run({ request, Agent: HttpsAgent }, scenario, certificates)
    expect(isNode20 && FINISHED_IN_NODE_20.has(name) ? trace.replace('request.finish > ', '') : trace).toEqual(expected[name])
  })
}
