/** `layered.minBodyRate`: a body that arrives too slowly gets 408. The time in which the server does not read does not count. */
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import type { RequestListener, ServerOptions } from '../src/index.js'
import { DEADLINE_GRANULARITY, MIN_BODY_RATE_GRACE } from '../src/limits.js'
import { make, onFakeClock } from './support/running-server.js'

const RATE = 1000
const POST = (fields = ''): string => `POST / HTTP/1.1\r\nHost: a\r\n${fields}Content-Length: 1000000\r\n\r\n`
const TIMED_OUT = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n'

/** A peer of a server with the rate, on a clock that the test moves. */
function connect(listener: RequestListener, options: ServerOptions = {}) {
  const server = make({ requestTimeout: 0, headersTimeout: 0, ...options, layered: { minBodyRate: RATE } }, listener)
  const clock = onFakeClock(server)
  const [ours, theirs] = duplexPair()
  const seen = { received: '', errors: [] as unknown[] }
  ours.on('error', (error: NodeJS.ErrnoException) => seen.errors.push(error.code))
  theirs.on('error', () => {}).on('data', (data: Buffer) => (seen.received += data.toString()))
  server.emit('connection', ours)
  /** Lets what was written arrive, then time pass. */
  const pass = async (milliseconds: number, bytes = ''): Promise<void> => {
    if (bytes !== '') theirs.write(bytes)
    await arrived()
    clock.advance(milliseconds)
    await arrived()
  }
  return { server, ours: ours as Duplex, theirs, pass, seen }
}

async function arrived(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve))
}

test('a body that never comes has the grace', async () => {
  const { pass, seen } = connect((req) => void req.on('error', () => {}).resume())
  await pass(MIN_BODY_RATE_GRACE - 1, POST())
  expect(seen.received).toBe('')
  await pass(1 + DEADLINE_GRANULARITY)
  expect(seen).toEqual({ received: TIMED_OUT, errors: ['ERR_HTTP_BODY_TOO_SLOW'] })
})

test('each byte gives more time, and a body that is fast enough is never refused', async () => {
  const { pass, seen } = connect((req) => void req.on('error', () => {}).resume())
  await pass(0, POST())
  for (let second = 0; second < 60; second++) await pass(1000, 'x'.repeat(RATE))
  expect(seen.errors).toEqual([])
  // Half of the rate: the grace is used up after ten seconds.
  let seconds = 0
  for (; seen.errors.length === 0 && seconds < 100; seconds++) await pass(1000, 'x'.repeat(RATE / 2))
  expect(seen).toEqual({ received: TIMED_OUT, errors: ['ERR_HTTP_BODY_TOO_SLOW'] })
  expect(seconds).toBeGreaterThanOrEqual(10)
  expect(seconds).toBeLessThanOrEqual(11)
})

test('the time in which the handler does not read does not count, and the peer has the grace again after it', async () => {
  let read = (): void => {}
  const { pass, seen } = connect((req) => {
    req.on('error', () => {})
    read = () => void req.resume()
  })
  await pass(0, POST() + 'x'.repeat(200_000))
  await pass(1_000_000)
  expect(seen.errors).toEqual([])
  read()
  await pass(MIN_BODY_RATE_GRACE - 1)
  expect(seen.errors).toEqual([])
  await pass(300_000)
  expect(seen.errors).toEqual(['ERR_HTTP_BODY_TOO_SLOW'])
}, 10_000)

test('while the client waits for 100 Continue, nothing counts', async () => {
  let accept = (): void => {}
  const { server, pass, seen } = connect(() => {})
  server.on('checkContinue', (req, res) => {
    req.on('error', () => {}).resume()
    accept = () => res.writeContinue()
  })
  await pass(100_000, POST('Expect: 100-continue\r\n'))
  expect(seen.errors).toEqual([])
  accept()
  await pass(2 * MIN_BODY_RATE_GRACE + DEADLINE_GRANULARITY)
  expect(seen.errors).toEqual(['ERR_HTTP_BODY_TOO_SLOW'])
})

test('requestTimeout still applies, with its own error', async () => {
  const { pass, seen } = connect((req) => void req.on('error', () => {}).resume(), { requestTimeout: 20_000, headersTimeout: 20_000 })
  await pass(0, POST())
  for (let second = 0; second < 21 && seen.errors.length === 0; second++) await pass(1000, 'x'.repeat(2 * RATE))
  expect(seen).toEqual({ received: TIMED_OUT, errors: ['ERR_HTTP_REQUEST_TIMEOUT'] })
})

test('the next request on the connection starts with its own count', async () => {
  const { pass, seen } = connect((req, res) => void req.on('end', () => res.end()).resume(), { keepAliveTimeout: 0 })
  const small = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx`
  for (let i = 0; i < 5; i++) {
    await pass(MIN_BODY_RATE_GRACE - 100, small)
    await pass(100_000, 'y')
  }
  expect(seen.errors).toEqual([])
  expect(seen.received.split('HTTP/1.1 200').length).toBe(6)
})
