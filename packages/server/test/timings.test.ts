/** `layered.timings` and the channel `layered-http.server.exchange`: which instants an exchange has, and how its end is told. */
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import net from 'node:net'
import { performance } from 'node:perf_hooks'
import { afterEach, describe, expect, test } from 'vitest'
import { duplexPair, listen } from '@layered-http/test-kit'
import type { IncomingMessage } from '@layered-http/streams'
import type { ServerExchange, ServerResponse, ServerTimings } from '../src/index.js'
import { CLOSE, exchange, get, make } from './support/running-server.js'

const CHANNEL = 'layered-http.server.exchange'
const STEPS = ['start', 'headReceived', 'handlerStarted', 'headSent', 'finished'] as const

let exchanges: ServerExchange[] = []
const note = (message: unknown): void => void exchanges.push(message as ServerExchange)
afterEach(() => {
  diagnostics.unsubscribe(CHANNEL, note)
  exchanges = []
})

const timingsOf = (message: object): ServerTimings | undefined => (message as { timings?: ServerTimings }).timings
/** The names of the steps that have happened. */
const stepsOf = (timings: ServerTimings): string[] => STEPS.filter((step) => timings[step] !== undefined)

test('without the option and without subscribers there are no timings', async () => {
  const seen: unknown[] = []
  const server = make({}, (req, res) => {
    seen.push(timingsOf(req), res.timings)
    res.end()
  })
  await exchange(server, get('/', CLOSE))
  expect(seen).toEqual([undefined, undefined])
})

describe('with the option', () => {
  test('request and response have one object, whose steps are in order and between the clock before and after', async () => {
    const before = performance.now()
    let both: (ServerTimings | undefined)[] = []
    let stepsInHandler: string[] = []
    const server = make({ layered: { timings: true } }, (req, res) => {
      both = [timingsOf(req), res.timings]
      stepsInHandler = stepsOf(res.timings!)
      res.end('x')
    })
    await exchange(server, get('/', CLOSE))
    const [first, second] = both
    expect(first).toBe(second)
    expect(stepsInHandler).toEqual(['start', 'headReceived', 'handlerStarted'])
    expect(stepsOf(first!)).toEqual([...STEPS])
    const instants = STEPS.map((step) => first![step]!)
    expect(instants).toEqual(instants.toSorted((a, b) => a - b))
    expect(first!.start).toBeGreaterThanOrEqual(Math.floor(before))
    expect(first!.finished).toBeLessThanOrEqual(performance.now())
    expect(JSON.parse(JSON.stringify(first))).toEqual({ ...first })
  })

  test('the start of a head that comes in pieces is that of its first byte', async () => {
    let timings: ServerTimings | undefined
    const server = make({ layered: { timings: true } }, (_req, res) => {
      timings = res.timings
      res.end()
    })
    const [ours, theirs] = duplexPair()
    server.emit('connection', ours)
    theirs.resume().write(get().slice(0, 10))
    await new Promise(setImmediate)
    const between = performance.now()
    // Longer than the millisecond that the start may be off.
    while (performance.now() < between + 3) await new Promise(setImmediate)
    theirs.write(get().slice(10))
    while (timings === undefined) await new Promise(setImmediate)
    expect(timings.start).toBeLessThanOrEqual(between)
    expect(timings.headReceived).toBeGreaterThanOrEqual(between + 3)
  })

  test('the head of a response that waits behind another one is sent when it is its turn', async () => {
    const responses: ServerResponse[] = []
    const server = make({ layered: { timings: true } }, (_req, res) => void responses.push(res))
    const received = exchange(server, get('/1') + get('/2', CLOSE))
    while (responses.length < 2) await new Promise(setImmediate)
    const [first, second] = responses as [ServerResponse, ServerResponse]
    second.end('2')
    await new Promise(setImmediate)
    expect(stepsOf(second.timings!)).toEqual(['start', 'headReceived', 'handlerStarted'])
    first.end('1')
    await received
    expect(second.timings!.headSent).toBeGreaterThanOrEqual(first.timings!.headSent!)
    expect(stepsOf(second.timings!)).toEqual([...STEPS])
  })

  test('a head that flushHeaders() sends is sent before the body, and interim responses do not count', async () => {
    const steps: string[][] = []
    const server = make({ layered: { timings: true } }, (_req, res) => {
      res.writeProcessing()
      steps.push(stepsOf(res.timings!))
      res.flushHeaders()
      steps.push(stepsOf(res.timings!))
      res.end()
    })
    await exchange(server, get('/', CLOSE))
    expect(steps).toEqual([
      ['start', 'headReceived', 'handlerStarted'],
      ['start', 'headReceived', 'handlerStarted', 'headSent'],
    ])
  })

  test.each([
    ['checkContinue', 'Expect: 100-continue\r\n', true],
    ['checkExpectation', 'Expect: else\r\n', true],
    ['no event of its own', 'Expect: else\r\n', false],
  ])('a request with %s has a handler if it has a listener', async (event, field, hasHandler) => {
    const server = make({ layered: { timings: true } })
    if (hasHandler) server.on(event, (_req: IncomingMessage, res: ServerResponse) => void res.end())
    diagnostics.subscribe(CHANNEL, note)
    await exchange(server, get('/', field + CLOSE))
    expect(exchanges.map(({ timings }) => timings.handlerStarted !== undefined)).toEqual([hasHandler])
  })
})

describe('the channel', () => {
  test("gets each exchange before 'finish' of its response, and requests have timings without the option", async () => {
    const order: string[] = []
    const server = make({}, (req, res) => {
      res.on('finish', () => order.push(`finish ${req.url}, ${exchanges.length} published`))
      res.end()
    })
    diagnostics.subscribe(CHANNEL, note)
    await exchange(server, get('/1') + get('/2', CLOSE))
    expect(order).toEqual(['finish /1, 1 published', 'finish /2, 2 published'])
    for (const { request, response, server: from, socket, timings, error } of exchanges) {
      expect([response.req, from, request.socket, timingsOf(request), response.timings, error]).toEqual([request, server, socket, timings, timings, undefined])
      expect(stepsOf(timings)).toEqual([...STEPS])
    }
    expect('error' in exchanges[0]!).toBe(false)
  })

  test('has the method and the target as they were received, whatever a framework makes of them', async () => {
    const server = make({}, (req, res) => {
      req.method = 'DELETE'
      req.url = '/x'
      if (req.headers['content-length'] === undefined) res.end()
      else res.destroy()
    })
    diagnostics.subscribe(CHANNEL, note)
    await exchange(server, get('/proxy/x?a=1') + 'POST /proxy/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1')
    expect(exchanges.map(({ method, target, error }) => [method, target, error !== undefined])).toEqual([
      ['GET', '/proxy/x?a=1', false],
      ['POST', '/proxy/x', true],
    ])
  })

  test('gets what begins while it has subscribers, also on a connection that was there before', async () => {
    const server = make({}, (_req, res) => void res.end('x;'))
    const socket = net.connect(await listen(server), '127.0.0.1')
    let text = ''
    socket.on('data', (data) => (text += String(data)))
    for (const subscribes of [false, true, false]) {
      if (subscribes) diagnostics.subscribe(CHANNEL, note)
      text = ''
      socket.write(get(`/${String(subscribes)}`))
      while (!text.endsWith('x;')) await once(socket, 'data')
      if (subscribes) diagnostics.unsubscribe(CHANNEL, note)
    }
    socket.destroy()
    expect(exchanges.map(({ request }) => request.url)).toEqual(['/true'])
  })

  test.each<[string, (client: net.Socket, res: ServerResponse) => unknown, unknown]>([
    ['the client has gone', (client) => client.resetAndDestroy(), 'ECONNRESET'],
    ['the client has ended', (client) => client.end(), 'HPE_INVALID_EOF_STATE'],
    ['the handler destroys the response', (_client, res) => res.destroy(Object.assign(new Error('mine'), { code: 'MINE' })), 'MINE'],
    ['the body of the request is not valid', (client) => client.write('xyz\r\n'), 'HPE_INVALID_CHUNK_SIZE'],
  ])('tells why a response has not finished: %s', async (_why, spoil, code) => {
    const server = make({}, () => {})
    diagnostics.subscribe(CHANNEL, note)
    const client = net.connect(await listen(server), '127.0.0.1').on('error', () => {})
    client.resume().write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
    const [, res] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
    let publishedBefore: number | undefined
    res.on('close', () => (publishedBefore = exchanges.length))
    spoil(client, res)
    await once(res, 'close')
    client.destroy()
    expect([publishedBefore, exchanges.length]).toEqual([1, 1])
    const [{ error, response, timings }] = exchanges as [ServerExchange]
    expect([(error as { code?: string }).code, response, stepsOf(timings)]).toEqual([code, res, ['start', 'headReceived', 'handlerStarted']])
  })

  test('gets a timeout of a body as the error', async () => {
    const server = make({ requestTimeout: 50, headersTimeout: 50 }, () => {})
    diagnostics.subscribe(CHANNEL, note)
    await exchange(server, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n1')
    expect(exchanges.map(({ error }) => (error as { code?: string }).code)).toEqual(['ERR_HTTP_REQUEST_TIMEOUT'])
  })

  test('does not get upgrades', async () => {
    const server = make({}).on('upgrade', (_req, socket) => void socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
    diagnostics.subscribe(CHANNEL, note)
    await exchange(server, get('/', 'Connection: upgrade\r\nUpgrade: x\r\n'))
    expect(exchanges).toEqual([])
  })
})
