/** Cases of peers that send too slowly, or names that are special in JavaScript. */
import { once } from 'node:events'
import net, { type Socket } from 'node:net'
import type http from 'node:http'
import { growth, LINEAR_GROWTH, listen } from '@layered-http/test-kit'
import { toServer } from './attack.js'
import type { Modules, SecurityCase } from './case.js'

/** Milliseconds. The report waits for the end of the connection, not for this time. */
const SHORT = 100

/** Returns the status of the reply when the server has closed the connection. */
async function replyTo({ http: module }: Modules, bytes: string, options: http.ServerOptions, closes: boolean): Promise<string> {
  const server = module.createServer({ connectionsCheckingInterval: SHORT / 4, keepAliveTimeoutBuffer: 0, ...options } as http.ServerOptions, (req, res) => void req.on('error', () => {}).resume().on('end', () => res.end('ok')))
  const port = await listen(server)
  const accepted = once(server, 'connection')
  const peer = net.connect(port, '127.0.0.1')
  let received = ''
  peer.setEncoding('latin1').on('data', (text: string) => (received += text)).on('error', () => {})
  const closed = once(peer, 'close')
  const [served] = (await accepted) as [Socket]
  if (bytes !== '') {
    peer.write(bytes, 'latin1')
    while (served.bytesRead < bytes.length) await new Promise(setImmediate)
  }
  if (closes) server.close()
  await closed
  server.close()
  return `${/^HTTP\/1.1 (\d+)/.exec(received)?.[1] ?? 'no reply'}, closed`
}

const HALF_A_HEAD = 'GET / HTTP/1.1\r\nHost: a\r\nX-'
const HALF_A_BODY = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na'
const slow = (id: string, what: string, bytes: string, options: object, expected: string, closes = false): SecurityCase => ({ id, side: 'server', what, expected, run: (modules) => replyTo(modules, bytes, options as http.ServerOptions, closes) })

export const LIMITS: SecurityCase[] = [
  slow('CVE-2019-5737', 'a head that does not come', HALF_A_HEAD, { headersTimeout: SHORT, requestTimeout: 10 * SHORT }, '408, closed'),
  slow('CVE-2019-5739', 'an idle connection after a response', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', { keepAliveTimeout: SHORT }, '200, closed'),
  slow('CVE-2020-8251', 'a body that does not come', HALF_A_BODY, { headersTimeout: SHORT, requestTimeout: SHORT }, '408, closed'),
  slow('CVE-2020-8251', 'a head that does not come, while the server closes', HALF_A_HEAD, { headersTimeout: SHORT, requestTimeout: 10 * SHORT }, '408, closed', true),
  slow('CVE-2020-8251', 'a body that does not come, while the server closes', HALF_A_BODY, { headersTimeout: SHORT, requestTimeout: SHORT }, '408, closed', true),
  {
    id: 'CVE-2026-21710',
    side: 'server',
    what: 'fields named __proto__, and headersDistinct',
    expected: '{"host":["a"],"__proto__":["a","b"],"constructor":["c"]}',
    run: async ({ http: module }) => readHeaders(module, '__proto__: a\r\n__proto__: b\r\nconstructor: c\r\n', ({ headersDistinct }) => JSON.stringify(Object.fromEntries(Object.entries(headersDistinct).filter(([name]) => name !== 'connection')))),
  },
  {
    id: 'CVE-2026-21710',
    side: 'server',
    what: 'fields named __proto__, and headers',
    expected: 'host constructor; a plain object',
    run: async ({ http: module }) =>
      readHeaders(module, '__proto__: a\r\nconstructor: c\r\n', ({ headers }) => `${Object.keys(headers).filter((name) => name !== 'connection').join(' ')}; ${Object.getPrototypeOf(headers) === Object.prototype ? 'a plain object' : 'another prototype'}`),
  },
  {
    id: 'node#61049',
    side: 'server',
    what: 'Content-Type, on a polluted Object.prototype',
    expected: '"a" ["a"]',
    run: async ({ http: module }) => {
      const prototype = Object.prototype as Record<string, unknown>
      Object.defineProperty(prototype, 'content-type', { value: 'evil', configurable: true, writable: true, enumerable: false })
      try {
        return await readHeaders(module, 'Content-Type: a\r\n', ({ headers, headersDistinct }) => `${JSON.stringify(headers['content-type'])} ${JSON.stringify(headersDistinct['content-type'])}`)
      } finally {
        delete prototype['content-type']
      }
    },
  },
  {
    id: 'CVE-2023-24807',
    side: 'client',
    what: 'the time to check a value of white space',
    expected: 'linear',
    run: async ({ http: module }) => {
      const message = new module.OutgoingMessage()
      const cost = growth(1000, (size) => `a${' \t'.repeat(size)}b`, (value) => message.setHeader('A', value))
      return cost < LINEAR_GROWTH ? 'linear' : 'more than linear'
    },
  },
  {
    id: 'CVE-2018-12121',
    side: 'server',
    what: 'a head of 17,000 bytes',
    expected: '431, closed, handler not called',
    run: toServer(`GET / HTTP/1.1\r\nHost: a\r\nA: ${'b'.repeat(17_000)}\r\n\r\n`),
  },
]

/** Returns what `read` makes of a request's headers, or the exception that it throws. */
async function readHeaders(module: typeof http, fields: string, read: (req: http.IncomingMessage) => string): Promise<string> {
  const server = module.createServer((req, res) => {
    let text: string
    try {
      text = read(req)
    } catch (error) {
      text = `throws ${(error as Error).message}`
    }
    res.setHeader('Connection', 'close')
    res.end(text)
  })
  const port = await listen(server)
  const peer = net.connect(port, '127.0.0.1')
  peer.end(`GET / HTTP/1.1\r\nHost: a\r\n${fields}Connection: close\r\n\r\n`)
  let received = ''
  peer.setEncoding('latin1').on('data', (chunk: string) => (received += chunk))
  await once(peer, 'close')
  server.close()
  return received.slice(received.indexOf('\r\n\r\n') + 4)
}
