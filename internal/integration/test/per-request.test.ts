/** Limits of the work for a request on a kept connection. Work is counted, not timed, so that the result is the same on every machine. */
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

/** Room for all garbage of a measurement, in MB. A collection during the measurement would hide some of it. */
const FLAGS = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128']

/** Ticks beyond those of a raw socket. Node 20's server has 9. A raw socket has one, in which its stream asks the handle for more: ours has none. */
const SERVER_TICKS = -1
/** The same for a client that reads the response as a stream; the stream needs ticks. Node 20's client has 11. */
const CLIENT_TICKS = 9

/** Bytes of heap for each request: 1.5 times the measured 2,500. Node 20's server needs 6,200. */
const SERVER_BYTES = 3_750
/** The same for the client: 1.5 times the measured 9,000. Node 20's client needs 12,500. */
const CLIENT_BYTES = 13_500

/** The program itself uses one to begin the next request. */
const IMMEDIATES_OF_THE_CLIENT = 1

/** `'data'` and `'end'`: an idle socket has no listeners for them, as with Node. Node's own client adds 8. */
const CLIENT_LISTENERS = 2

/** Milliseconds after which a program counts as hanging, even on a busy machine. */
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

  test('gets its response in one write', () => {
    expect(ours.writes).toBe(1)
  })

  test('shares a write with others from the same chunk: sixteen responses in one write', () => {
    expect(ours.writesForPipelined).toBe(1)
  })

  test('makes no timer, no immediate, no promise, and adds no listener to its socket', () => {
    expect(ours).toMatchObject({ timers: 0, immediates: 0, promises: 0, listeners: 0 })
  })

  test('has fewer ticks than a raw socket', () => {
    expect(ours.ticks - raw.ticks).toBeLessThanOrEqual(SERVER_TICKS)
  })

  test('uses no more heap than the limit', () => {
    expect(ours.bytes).toBeGreaterThan(0)
    expect(ours.bytes).toBeLessThanOrEqual(SERVER_BYTES)
  })

  test('leaves an idle connection without WebAssembly memory', () => {
    expect(ours.wasm).toBeGreaterThan(0)
    expect(ours.wasmGrowth).toBe(0)
  })

  test('the count would notice more: a handler that adds one of everything is counted', async () => {
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

  test("makes no timer, immediate or promise of its own, and adds only the listeners for 'data' and 'end' to its socket", () => {
    expect(ours).toMatchObject({ timers: 0, immediates: IMMEDIATES_OF_THE_CLIENT, promises: 0, listeners: CLIENT_LISTENERS })
  })

  test('has no more ticks than the limit', () => {
    expect(ours.ticks - raw.ticks).toBeLessThanOrEqual(CLIENT_TICKS)
  })

  test('uses no more heap than the limit', () => {
    expect(ours.bytes).toBeGreaterThan(0)
    expect(ours.bytes).toBeLessThanOrEqual(CLIENT_BYTES)
  })

  test('the count would notice more: a program that adds a listener to the socket is counted', async () => {
    const careless = await count('client', 'careless')
    expect(careless.listeners).toBe(CLIENT_LISTENERS + 1)
  })
})
