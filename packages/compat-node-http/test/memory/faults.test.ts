/** Faults of a memory network: what each does to a request and to its server. */
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { mock } from 'node:test'
import { afterEach, expect, test, vi } from 'vitest'
import http from '../../src/index.js'
import { memoryNetwork, type Fault, type MemoryNetwork } from '../../src/testing.js'

const BODY = 'x'.repeat(1000)

function served(fault?: Fault): MemoryNetwork {
  const network = memoryNetwork()
  network.serve('http://api.test', (request, response) => void request.resume().on('end', () => response.end(BODY)))
  if (fault !== undefined) network.fault('http://api.test', fault)
  return network
}

interface Outcome {
  status?: number
  bytes?: number
  code?: string
}

/** Makes a request and resolves with its outcome: the status, the bytes of the body, and the code of the error of request or response. */
function outcome(network: MemoryNetwork, body = ''): Promise<Outcome> {
  return new Promise((resolve) => {
    const result: Outcome = {}
    const request = http.request('http://api.test/', { method: 'POST', agent: network.agent })
    request.on('error', (error: NodeJS.ErrnoException) => (result.code = error.code!))
    request.on('response', (response) => {
      result.status = response.statusCode!
      result.bytes = 0
      response.on('data', (piece: Buffer) => (result.bytes! += piece.length))
      response.on('error', (error: NodeJS.ErrnoException) => (result.code = error.code!))
    })
    request.on('close', () => resolve(result))
    request.end(body)
  })
}

afterEach(() => {
  vi.useRealTimers()
  mock.timers.reset()
})

test('cut: the response ends early', async () => {
  const network = served({ cut: 'response', afterBytes: 200 })
  const { status, bytes, code } = await outcome(network)
  expect([status, code]).toEqual([200, 'ECONNRESET'])
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThan(200)
})

test('cut before the first byte: the client gets a hang-up, and the server got the request', async () => {
  const network = memoryNetwork()
  let requests = 0
  network.serve('http://api.test', (_request, response) => {
    requests++
    response.end(BODY)
  })
  network.fault('http://api.test', { cut: 'response' })
  expect(await outcome(network)).toEqual({ code: 'ECONNRESET' })
  expect(requests).toBe(1)
})

test('cut of the request: the server sees it aborted, and the client gets 400', async () => {
  const network = memoryNetwork()
  const events: string[] = []
  network.serve('http://api.test', (request) => {
    for (const event of ['aborted', 'end', 'close']) request.on(event, () => events.push(event))
    request.on('error', (error: NodeJS.ErrnoException) => events.push(error.code!)).resume()
  })
  network.fault('http://api.test', { cut: 'request', afterBytes: 300 })
  // The server's response to a body that is not complete.
  expect(await outcome(network, BODY)).toEqual({ status: 400, bytes: 0 })
  expect(events).toEqual(['aborted', 'ECONNRESET', 'close'])
})

test('reset: both sides get ECONNRESET', async () => {
  const network = memoryNetwork()
  const errors: unknown[] = []
  network.serve('http://api.test', (request, response) => {
    request.socket.on('error', (error: NodeJS.ErrnoException) => errors.push([error.code, error.syscall]))
    response.write(BODY)
  })
  network.fault('http://api.test', { reset: 'response', afterBytes: 500 })
  const { status, code } = await outcome(network)
  expect([status, code]).toEqual([200, 'ECONNRESET'])
  expect(errors).toEqual([['ECONNRESET', 'read']])
})

test('refuse: the connection fails, and works when the fault is taken away', async () => {
  const network = served()
  const remove = network.fault('http://api.test', { refuse: true })
  expect(await outcome(network)).toEqual({ code: 'ECONNREFUSED' })
  remove()
  expect(await outcome(network)).toEqual({ status: 200, bytes: 1000 })
})

test('a fault for some connections ends by itself', async () => {
  const network = served({ refuse: true, connections: 2 })
  expect([await outcome(network), await outcome(network), await outcome(network)]).toEqual([{ code: 'ECONNREFUSED' }, { code: 'ECONNREFUSED' }, { status: 200, bytes: 1000 }])
})

test('stall: nothing arrives until the connection goes on', async () => {
  const network = served({ stall: 'response', afterBytes: 300 })
  const request = http.get('http://api.test/', { agent: network.agent })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let bytes = 0
  response.on('data', (piece: Buffer) => (bytes += piece.length))
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
  expect(bytes).toBeLessThan(300)
  const [connection] = network.connections
  expect(connection!.bytes('response')).toBe(300)
  connection!.resume('response')
  await once(response, 'end')
  expect(bytes).toBe(1000)
})

test('a stalled response and the timeout of its request, with the fake timers of vitest', async () => {
  vi.useFakeTimers()
  const network = served({ stall: 'response' })
  const request = http.get('http://api.test/', { agent: network.agent, timeout: 5000 })
  request.on('timeout', () => request.destroy(new Error('too slow')))
  const failed = once(request, 'error').then(([error]) => error as Error, (error: Error) => error)
  await vi.waitUntil(() => network.connections[0]!.bytes('request') > 0)
  await vi.advanceTimersByTimeAsync(5000)
  expect((await failed).message).toBe('too slow')
})

test('latency by the fake timers of vitest: no time passes', async () => {
  vi.useFakeTimers()
  const network = served({ latency: 60_000 })
  const seen: string[] = []
  const request = http.get('http://api.test/', { agent: network.agent }, (response) => {
    seen.push('response')
    response.resume().on('end', () => seen.push('end'))
  })
  request.on('socket', (socket) => socket.on('connect', () => seen.push('connect')))
  const at: Record<number, string> = {}
  for (const minutes of [1, 2, 3]) {
    await vi.advanceTimersByTimeAsync(60_000)
    // Deliveries are not timers.
    for (let i = 0; i < 10; i++) await new Promise((resolve) => realImmediate(resolve))
    at[minutes] = seen.join(' ')
  }
  expect(at).toEqual({ 1: 'connect', 2: 'connect', 3: 'connect response end' })
})

const realImmediate = setImmediate

test('latency by the mock timers of node:test', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const network = served({ latency: 1000 })
  let isDone = false
  const done = outcome(network).then(() => (isDone = true))
  for (let seconds = 1; seconds <= 3; seconds++) {
    expect(isDone).toBe(false)
    mock.timers.tick(1000)
    for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve))
  }
  await done
})

test('faults of one connection, while it is open', async () => {
  const network = memoryNetwork()
  network.serve('http://api.test', (_request, response) => void response.write('first'))
  const reset = http.get('http://api.test/', { agent: network.agent })
  const ofRequest = once(reset, 'error')
  const [response] = (await once(reset, 'response')) as [IncomingMessage]
  const [connection] = network.connections
  expect([connection!.origin, connection!.isOpen]).toEqual(['http://api.test:80', true])
  connection!.reset()
  const [error] = (await once(response, 'error')) as [NodeJS.ErrnoException]
  expect([error.code, ((await ofRequest) as [NodeJS.ErrnoException])[0].syscall]).toEqual(['ECONNRESET', 'read'])
})

test('a fault that a test cannot mean is an error that names it', () => {
  const network = served()
  const wrong = (fault: object): unknown => {
    try {
      network.fault('http://api.test', fault as Fault)
      return 'none'
    } catch (error) {
      return `${(error as NodeJS.ErrnoException).code}: ${(error as Error).message}`
    }
  }
  expect([{}, { cut: 'both' }, { cut: 'response', afterByte: 1 }, { latency: -1 }, { refuse: false }, { cut: 'response', stall: 'response' }, { cut: 'response', afterBytes: 0.5 }, { refuse: true, connections: 0 }].map(wrong)).toMatchInlineSnapshot(`
    [
      "ERR_INVALID_ARG_VALUE: The argument 'fault' must have exactly one of cut, stall, reset, refuse, latency. Received [object Object]",
      "ERR_INVALID_ARG_VALUE: The property 'fault.cut' must be 'request' or 'response'. Received 'both'",
      "ERR_INVALID_ARG_VALUE: The property 'fault.afterByte' is not one of cut, stall, reset, refuse, latency, afterBytes, connections. Received 1",
      "ERR_OUT_OF_RANGE: The value of "fault.latency" is out of range. It must be >= 0. Received -1",
      "ERR_INVALID_ARG_VALUE: The property 'fault.refuse' must be true. Received false",
      "ERR_INVALID_ARG_VALUE: The argument 'fault' must have exactly one of cut, stall, reset, refuse, latency. Received [object Object]",
      "ERR_OUT_OF_RANGE: The value of "fault.afterBytes" is out of range. It must be an integer. Received 0.5",
      "ERR_OUT_OF_RANGE: The value of "fault.connections" is out of range. It must be >= 1 && <= 9007199254740991. Received 0",
    ]
  `)
})
