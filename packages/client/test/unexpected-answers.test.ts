/** Responses without a request, and responses that are easily misread. None may cause an exception in the socket. */
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import { Agent } from '@layered-http/agent'
import type { IncomingMessage } from '@layered-http/streams'
import { request, type RequestOptions } from '../src/index.js'

const agents: Agent[] = []
afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy()
})

/** Returns the events of a request when the bytes of `answer` are received in one chunk, and then the state of its connection. */
async function eventsOf(answer: string, options: RequestOptions = {}): Promise<string[]> {
  const [ours, theirs] = duplexPair()
  const agent = new Agent({ keepAlive: true })
  agents.push(agent)
  agent.createConnection = () => ours
  const events: string[] = []
  const req = request({ host: 'memory', agent, ...options })
  const over = Promise.race([once(agent, 'free'), new Promise((resolve) => ours.once('close', resolve))])
  req.on('information', ({ statusCode }) => events.push(`information ${statusCode}`))
  req.on('upgrade', () => events.push('upgrade'))
  req.on('error', (error: Error) => events.push(`error ${error.message}`))
  req.on('response', (res: IncomingMessage) => {
    events.push(`response ${res.statusCode}`)
    res.setEncoding('latin1').on('data', (text: string) => events.push(text))
    res.on('end', () => events.push(`end, complete: ${res.complete}`))
  })
  const closed = new Promise<void>((resolve) => req.once('close', resolve)).then(() => events.push('close'))
  theirs.once('data', () => theirs.write(answer, 'latin1'))
  req.end()
  await closed
  await over
  return [...events, ours.destroyed ? 'connection closed' : 'connection free']
}

const CHUNKED = 'HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'

for (const [surplus, bytes] of Object.entries({
  'an upgrade': 'HTTP/1.1 101 A\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nraw',
  'an interim response': 'HTTP/1.1 100 Continue\r\n\r\n',
  'a response': 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\njunk',
})) {
  test(`${surplus} after the complete response: the connection is closed, the request gets its response and no error (P-21)`, async () => {
    expect(await eventsOf(CHUNKED + bytes)).toEqual(['response 200', 'abc', 'end, complete: true', 'close', 'connection closed'])
  })
}

test('a second response to HEAD, even with a body, is surplus input, not an error (P-16)', async () => {
  const answer = 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody'
  expect(await eventsOf(answer, { method: 'HEAD' })).toEqual(['response 200', 'end, complete: true', 'close', 'connection closed'])
})

test('a response with a status below 100 is delivered (P-24)', async () => {
  expect(await eventsOf('HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n')).toEqual(['response 0', 'end, complete: true', 'close', 'connection free'])
})

test('101 without Upgrade is an ordinary response, and the connection is kept (P-21)', async () => {
  for (const head of ['HTTP/1.1 101 A\r\n\r\n', 'HTTP/1.1 101 A\r\nUpgrade: x\r\n\r\n', 'HTTP/1.1 101 A\r\nConnection: upgrade\r\n\r\n']) {
    expect(await eventsOf(head)).toEqual(['response 101', 'end, complete: true', 'close', 'connection free'])
  }
})

for (const [event, options, head] of [
  ['upgrade', { headers: { Connection: 'upgrade', Upgrade: 'x' } }, 'HTTP/1.1 101 A\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
  ['connect', { method: 'CONNECT', path: 'a:1' }, 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'],
] as const) {
  test(`the response of '${event}' is complete and ends, the socket stays open (P-21)`, async () => {
    const [ours, theirs] = duplexPair()
    theirs.once('data', () => theirs.write(`${head}raw`))
    const req = request({ host: 'memory', createConnection: () => ours, ...options }).end()
    const [res, socket, rest] = (await once(req, event)) as [IncomingMessage, Duplex, Buffer]
    expect([res.complete, res.upgrade, res.readableEnded, rest.toString()]).toEqual([true, true, false, 'raw'])
    let body = ''
    for await (const piece of res) body += String(piece)
    expect([body, res.readableEnded, socket.destroyed]).toEqual(['', true, false])
    theirs.write('more')
    expect(String((await once(socket, 'data'))[0])).toBe('more')
    socket.destroy()
  })
}
