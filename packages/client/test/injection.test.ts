/** A value that could split a request is refused when the head is built, even if it changed after the first check. Nothing is sent. */
import { once } from 'node:events'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Agent } from '@layered-http/agent'
import { listen, uncaughtDuring } from '@layered-http/test-kit'
import { request, type ClientRequest, type RequestOptions } from '../src/index.js'

const servers: net.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const EVIL = 'x\r\nEvil: 1'

const cases: [string, (req: ClientRequest) => void, string][] = [
  ['method set later', (req) => (req.method = 'GET / HTTP/1.1\r\nEvil: 1\r\n\r\nGET'), 'ERR_INVALID_HTTP_TOKEN'],
  ['method that is an object with a bad string', (req) => (req.method = { toString: () => 'GE T' } as unknown as string), 'ERR_INVALID_HTTP_TOKEN'],
  ['path set later', (req) => (req.path = '/ HTTP/1.1\r\nEvil: 1\r\n\r\n'), 'ERR_UNESCAPED_CHARACTERS'],
  ['header set later', (req) => req.setHeader('A', EVIL), 'ERR_INVALID_CHAR'],
  ['header appended later', (req) => req.appendHeader('A', EVIL), 'ERR_INVALID_CHAR'],
  ['header of an array that changes', (req) => {
    const values = ['a', 'b']
    req.setHeader('A', values)
    values[1] = EVIL
  }, 'ERR_INVALID_CHAR'],
  ['header of an object that changes', (req) => {
    let text = 'a'
    req.setHeader('A', { toString: () => text } as unknown as string)
    text = EVIL
  }, 'ERR_INVALID_CHAR'],
  ['header that is an array that changes, through getHeader', (req) => {
    req.setHeader('A', ['a'])
    ;(req.getHeader('A') as string[]).push(EVIL)
  }, 'ERR_INVALID_CHAR'],
  ['trailer', (req) => {
    req.useChunkedEncodingByDefault = true
    req.addTrailers({ A: EVIL })
  }, 'ERR_INVALID_CHAR'],
]

test.each(cases)('%s (CL-06, CL-07, CL-08)', async (_what, inject, code) => {
  let received = ''
  const server = net.createServer((socket) => void socket.setEncoding('latin1').on('data', (text: string) => (received += text)).on('error', () => {}))
  servers.push(server)
  const req = request({ port: await listen(server), host: '127.0.0.1', agent: false })
  req.on('error', () => {})
  const closed = new Promise((resolve) => req.once('close', resolve))
  expect(() => {
    inject(req)
    req.end()
  }).toThrow(expect.objectContaining({ code }) as Error)
  req.destroy()
  await closed
  expect(received).toBe('')
})

test.each<[string, RequestOptions]>([
  ['a header of a list', { headers: ['A', EVIL] }],
  ['a second Content-Length in a list', { method: 'POST', headers: ['Content-Length', '1', 'content-length', '2'] }],
  ['a host', { host: '127.0.0.1\0' }],
])('%s that is refused leaves no error that only the process can catch', async (_what, options) => {
  const server = net.createServer()
  const port = await listen(server)
  const closed = once(server, 'close')
  server.close()
  await closed
  const errors = await uncaughtDuring(async () => {
    for (const agent of [false, new Agent({ keepAlive: true })] as const) {
      expect(() => request({ host: '127.0.0.1', port, agent, ...options })).toThrow(expect.objectContaining({ code: expect.stringMatching(/^ERR_/) as string }) as Error)
    }
    // No server is there. The test's own connection fails after those that were begun before it.
    await new Promise((resolve) => net.connect(port, '127.0.0.1').on('error', resolve))
    await new Promise(setImmediate)
  })
  expect(errors).toEqual([])
})

test.each([
  ['a pool', { agent: new Agent() }],
  ['a connection of its own', { createConnection: () => net.connect(1, '127.0.0.1') }],
])('a request whose list of headers is refused does not use its socket, and no error of it is uncaught (%s) (CL-08)', async (_from, where) => {
  const server = net.createServer((socket) => void socket.on('error', () => {}))
  servers.push(server)
  const port = await listen(server)
  const uncaught = await uncaughtDuring(async () => {
    for (const headers of [['A', EVIL], [['A', EVIL]], [['Expect', '100-continue'], ['a b', 'c']]] as const) {
      expect(() => request({ port, host: '127.0.0.1', headers: headers as never, ...where })).toThrow(expect.objectContaining({ code: expect.stringMatching(/ERR_INVALID_(CHAR|HTTP_TOKEN)/) as string }) as Error)
      // To a closed port: the socket fails.
      expect(() => request({ port: 1, host: '127.0.0.1', headers: headers as never, ...where })).toThrow()
    }
    while ('agent' in where && Object.keys(where.agent.sockets).length > 0) await new Promise(setImmediate)
    await new Promise((resolve) => net.connect(1, '127.0.0.1').once('error', resolve))
    await new Promise(setImmediate)
  })
  expect(uncaught).toEqual([])
  expect('agent' in where ? [where.agent.sockets, where.agent.requests] : []).toEqual('agent' in where ? [{}, {}] : [])
})
