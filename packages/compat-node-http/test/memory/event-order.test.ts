/** In each scenario over a memory network, the events of both sides come in the order of Node 26 over TCP; by an http: name and by an https: name. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import http from '../../src/index.js'
import https from '../../src/https.js'
import { MemoryAgent, memoryNetwork, type Served } from '../../src/testing.js'
import { run, type Between } from '../event-order/run.mjs'
import { scenarios } from '../event-order/scenarios.mjs'

const { scenarios: expected } = JSON.parse(readFileSync(new URL('../event-order/expected.json', import.meta.url), 'utf8')) as { scenarios: Record<string, object> }

function between(protocol: 'http:' | 'https:'): Between {
  const network = memoryNetwork()
  let served: Served
  return {
    listen(server) {
      served = network.serve(`${protocol}//api.test`, server)
      return { host: 'api.test' }
    },
    agent: (_http, options) => (options === undefined ? undefined : new MemoryAgent(network, { protocol, ...options })),
    close: () => served.stop(),
  }
}

/** The requests of https, and servers without TLS, whose `'connection'` is watched. */
const secure = { createServer: http.createServer, request: https.request }

for (const [name, scenario] of Object.entries(scenarios)) {
  test(`by an http: name: ${name}`, async () => {
    expect(await run(http, scenario, between('http:'))).toEqual(expected[name])
  })
  test(`by an https: name: ${name}`, async () => {
    expect(await run(secure, scenario, between('https:'))).toEqual(expected[name])
  })
}
