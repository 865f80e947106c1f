/** `layered.maxInformation`: a server cannot keep a request busy with 1xx responses (P-29). */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import { get, type RequestOptions } from '../src/index.js'

const INFORMATION = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'
const FINAL = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanUp.splice(0)) clean()
})

/** Sends a request to a server that sends `count` 1xx responses first. Returns what the request emitted. */
async function receive(count: number, layered?: RequestOptions['layered']): Promise<{ informed: number; end: string; isDestroyed: boolean }> {
  const server = createServer((socket) => void socket.on('error', () => {}).once('data', () => socket.end(INFORMATION.repeat(count) + FINAL)))
  cleanUp.push(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, agent: false, layered })
  let informed = 0
  let end = ''
  request.on('information', () => informed++)
  request.on('error', (error: NodeJS.ErrnoException) => (end += `error ${error.code}`))
  request.on('response', (response) => {
    end += `response ${response.statusCode}`
    response.resume()
  })
  await new Promise((resolve) => request.on('close', resolve))
  return { informed, end, isDestroyed: request.socket!.destroyed }
}

test('P-29 a thousand 1xx responses pass, one more is an error and closes the connection', async () => {
  expect(await receive(1000)).toMatchObject({ informed: 1000, end: 'response 200' })
  expect(await receive(1001)).toEqual({ informed: 1000, end: 'error ERR_HTTP_TOO_MUCH_INFORMATION', isDestroyed: true })
})

test('P-29 the response after too many of them is not delivered', async () => {
  const all: string[] = []
  const [ours, theirs] = duplexPair()
  const request = get({ createConnection: () => ours, layered: { maxInformation: 1 } })
  for (const event of ['information', 'response', 'error', 'close']) request.on(event, () => all.push(event))
  theirs.on('error', () => {}).resume().write(INFORMATION.repeat(4) + FINAL)
  await new Promise((resolve) => request.on('close', resolve))
  expect(all).toEqual(['information', 'error', 'close'])
  expect(ours.destroyed).toBe(true)
})

test('P-29 the limit can be set, also to none', async () => {
  expect(await receive(1, { maxInformation: 0 })).toMatchObject({ informed: 0, end: 'error ERR_HTTP_TOO_MUCH_INFORMATION' })
  expect(await receive(3, { maxInformation: 2 })).toMatchObject({ informed: 2, end: 'error ERR_HTTP_TOO_MUCH_INFORMATION' })
  expect(await receive(5000, { maxInformation: Infinity })).toMatchObject({ informed: 5000, end: 'response 200' })
  expect(() => get({ layered: { maxInformation: -1 } })).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }))
})
