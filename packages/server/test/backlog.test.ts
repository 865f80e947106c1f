/** Pipelined responses that wait: the cost of a request does not grow with their number, and their bytes are counted exactly. */
import { expect, test } from 'vitest'
import type { Duplex } from 'node:stream'
import { duplexPair } from '@layered-http/test-kit'
import type { ResponseQueue } from '../src/response-queue.js'
import { stateOf } from '../src/server-state.js'
import { ServerResponse, type Server } from '../src/index.js'
import { get, make } from './support/running-server.js'

const arrived = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function connect(server: Server): [Duplex, Duplex] {
  const [ours, theirs] = duplexPair()
  ours.on('error', () => {})
  server.emit('connection', ours)
  return [ours, theirs]
}

/** Returns the queue of the server's only connection. */
function queueOf(server: Server): ResponseQueue {
  const [connection] = stateOf(server)!.connections
  return (connection as unknown as { responses: ResponseQueue }).responses
}

test('a new request does not visit the responses that wait', async () => {
  let looks = 0
  class Counting extends ServerResponse {
    override get writableLength(): number {
      looks++
      return super.writableLength
    }
  }
  const requests = 200
  const server = make({ ServerResponse: Counting }, (req, res) => void (req.url === '/0' || res.end('x')))
  const [, theirs] = connect(server)
  for (let i = 0; i < requests; i++) {
    theirs.write(get(`/${i}`))
    await arrived()
  }
  expect(looks).toBeLessThanOrEqual(4 * requests)
  expect(queueOf(server).backlog).toBeGreaterThan(100 * requests)
})

test('the backlog is the sum of the bytes of all responses that wait, after each change of a response', async () => {
  const responses: ServerResponse[] = []
  const server = make({}, (_req, res) => void responses.push(res))
  const [ours, theirs] = connect(server)
  theirs.resume()
  const count = 100
  for (let i = 0; i < count; i++) theirs.write(get())
  while (responses.length < count) await arrived()
  const queue = queueOf(server)
  const check = (): void => {
    const waiting = responses.filter((res) => res.socket === null && !res.writableFinished)
    let bytes = queue.current === null ? 0 : ours.writableLength
    for (const res of waiting) bytes += res.writableLength
    expect(queue.backlog).toBe(queue.current === null || (queue.last === queue.current && !queue.current.writableEnded) ? 0 : bytes)
  }
  // Not in order, so that every kind of change comes before and after every other.
  for (let step = 0; step < 3; step++) {
    for (let i = count - 1; i > 0; i--) {
      const res = responses[(i * 37) % count]!
      if (res === responses[0]) continue
      const kind = (i + step) % 5
      if (kind === 0) res.write('a piece')
      else if (kind === 1) res.write(Buffer.alloc(99))
      else if (kind === 2) res.flushHeaders()
      else if (kind === 3) res.cork()
      else if (!res.writableEnded && step === 2) res.end('the end')
      check()
    }
    await arrived()
    check()
  }
  for (const res of responses) {
    while (res.writableCorked > 0) res.uncork()
    if (!res.writableEnded) res.end()
    check()
    await arrived()
    check()
  }
  expect([queue.backlog, queue.current, responses.filter((res) => !res.writableFinished).length]).toEqual([0, null, 0])
})

test('the server stops reading from a client that does not read, and continues when the client has read the backlog', async () => {
  const server = make({}, (req, res) => void res.end(`${req.url}${'x'.repeat(1000)}`))
  const [ours, theirs] = connect(server)
  for (let i = 0; i < 1000; i++) theirs.write(get(`/${i}`))
  await arrived()
  expect(ours.isPaused()).toBe(true)
  let received = ''
  theirs.setEncoding('latin1').on('data', (text: string) => (received += text))
  while (!received.includes('/999x')) await arrived()
  await arrived()
  expect([ours.isPaused(), queueOf(server).backlog]).toEqual([false, 0])
})
