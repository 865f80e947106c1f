/** Tests of the client, with faults: each is one line. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { afterEach, beforeEach, mock, test } from 'node:test'
import { memoryNetwork } from '@layered-http/compat-node-http/testing'
import { weatherIn } from './weather.mjs'

let network
let requests

beforeEach(() => {
  network = memoryNetwork()
  requests = 0
  network.serve('http://weather.test', (request, response) => {
    requests++
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ city: request.url.slice(1), sky: 'clear' }))
  })
})
afterEach(() => network.close())

test('the weather', async () => {
  assert.deepEqual(await weatherIn('Oslo', network), { city: 'Oslo', sky: 'clear' })
})

test('it asks again if the response is cut', async () => {
  network.fault('http://weather.test', { cut: 'response', afterBytes: 120, connections: 1 })
  assert.deepEqual(await weatherIn('Oslo', network), { city: 'Oslo', sky: 'clear' })
  assert.equal(requests, 2)
})

test('it asks again only once', async () => {
  network.fault('http://weather.test', { reset: 'response' })
  await assert.rejects(weatherIn('Oslo', network), { code: 'ECONNRESET' })
  assert.equal(requests, 2)
})

test('it does not ask again if nothing accepts the connection', async () => {
  network.fault('http://weather.test', { refuse: true })
  await assert.rejects(weatherIn('Oslo', network), { code: 'ECONNREFUSED' })
  assert.equal(requests, 0)
})

test('it gives up on a server that does not respond. The two seconds are those of a mocked timer', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  network.fault('http://weather.test', { stall: 'response' })
  const weather = weatherIn('Oslo', network)
  while (network.connections[0].bytes('request') === 0) await new Promise((resolve) => setImmediate(resolve))
  mock.timers.tick(2000)
  await assert.rejects(weather, { message: 'the weather is late' })
  mock.timers.reset()
})

test('a server of bytes: a response that is not HTTP', async () => {
  network.accept('http://bytes.test', (socket) => void socket.end('not HTTP at all\r\n\r\n'))
  const { get } = await import('node:http')
  const [error] = await once(get('http://bytes.test/', { agent: network.agent }), 'error')
  assert.match(error.code, /^HPE_/)
})
