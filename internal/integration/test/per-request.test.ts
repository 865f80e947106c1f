/** What a request on a kept connection may need: counted, not timed, so that the answer is the same on every machine. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'

interface Counts {
  ticks: number
  timers: number
  immediates: number
  promises: number
  writes: number
  listeners: number
  bytes: number
}

interface ServerCounts extends Counts {
  writesForPipelined: number
  wasm: number
  wasmGrowth: number
}

const PROGRAM = fileURLToPath(new URL('per-request/program.mjs', import.meta.url))

/** Room for all garbage of the count, in MB: a collection in between would hide some. */
const FLAGS = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128']

/** More than the socket's own, which the raw socket has too. Node 20's server has 9 more. */
const SERVER_TICKS = 0
/** The same for a client that reads the response as a stream, which has ticks of its own. Node 20's has 11 more. */
const CLIENT_TICKS = 10

/** Bytes of heap for each request, half as much again as was measured (2,500; Node 20's server 6,200). */
const SERVER_BYTES = 3_750
/** As above (9,000; Node 20's client 12,500). */
const CLIENT_BYTES = 13_500

/** The program's own, with which it begins the next request. */
const IMMEDIATES_OF_THE_CLIENT = 1

/** `'data'` and `'end'`: an idle socket has no listeners for them, as with Node. Node's own client adds 8. */
const CLIENT_LISTENERS = 2

/** Milliseconds after which a program hangs, on however busy a machine. */
const LIMIT = 60_000

async function count<Result extends Counts>(side: string, who: string): Promise<Result> {
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, PROGRAM, side, who], { timeout: LIMIT })
  return JSON.parse(stdout) as Result
}

describe('a request to a server', () => {
  let ours: ServerCounts
  let raw: Counts
  beforeAll(async () => {
    ours = await count('server', 'ours')
    raw = await count('server', 'raw')
  }, LIMIT)

  test('is answered with one write', () => {
    expect(ours.writes).toBe(1)
  })

  test('is answered together with others that came in the same chunk: sixteen with one write', () => {
    expect(ours.writesForPipelined).toBe(1)
  })

  test('makes no timer, no immediate, no promise, and adds no listener to its socket', () => {
    expect(ours).toMatchObject({ timers: 0, immediates: 0, promises: 0, listeners: 0 })
  })

  test('has no more ticks than its socket', () => {
    expect(ours.ticks - raw.ticks).toBeLessThanOrEqual(SERVER_TICKS)
  })

  test('takes no more of the heap than it did', () => {
    expect(ours.bytes).toBeGreaterThan(0)
    expect(ours.bytes).toBeLessThanOrEqual(SERVER_BYTES)
  })

  test('leaves an idle connection that has no memory in WebAssembly', () => {
    expect(ours.wasm).toBeGreaterThan(0)
    expect(ours.wasmGrowth).toBe(0)
  })

  test('would be found to need more: a user who adds one of everything is counted', async () => {
    const careless = await count('server', 'careless')
    expect(careless).toMatchObject({ writes: 2, timers: 1, immediates: 1, listeners: 1 })
    expect(careless.ticks).toBeGreaterThan(ours.ticks)
    expect(careless.bytes).toBeGreaterThan(ours.bytes)
  })
})

describe('a request of a client', () => {
  let ours: Counts
  let raw: Counts
  beforeAll(async () => {
    ours = await count('client', 'ours')
    raw = await count('client', 'raw')
  }, LIMIT)

  test('is sent with one write', () => {
    expect(ours.writes).toBe(1)
  })

  test('makes no timer, no immediate, no promise, and adds to its socket the listeners of what it says alone', () => {
    expect(ours).toMatchObject({ timers: 0, immediates: IMMEDIATES_OF_THE_CLIENT, promises: 0, listeners: CLIENT_LISTENERS })
  })

  test('has no more ticks than it had', () => {
    expect(ours.ticks - raw.ticks).toBeLessThanOrEqual(CLIENT_TICKS)
  })

  test('takes no more of the heap than it did', () => {
    expect(ours.bytes).toBeGreaterThan(0)
    expect(ours.bytes).toBeLessThanOrEqual(CLIENT_BYTES)
  })

  test('would be found to need more: a user who adds a listener to the socket is counted', async () => {
    const careless = await count('client', 'careless')
    expect(careless.listeners).toBe(CLIENT_LISTENERS + 1)
  })
})
