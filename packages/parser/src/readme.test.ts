/** The README's table of options matches the code, and its first program runs. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ParseError, RequestParser } from './index.js'
import { MessageType, Parser, type ParserOptions } from './tape.js'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the README lists each option with its default', () => {
  const rows = [...README.matchAll(/^\| `(\w+)` \| `?(.*?)`? \|/gm)].map(([, name, value]) => [name!, value!] as const)
  const parser = new Parser(MessageType.REQUEST)
  const { maxHeaderSize, maxHeadersCount, maxChunkExtensionsSize, relaxedHeaderValues } = parser
  const defaults = { maxHeaderSize, maxHeadersCount, maxChunkExtensionsSize, lenient: [], relaxedHeaderValues, strict: false } satisfies Required<ParserOptions>
  expect(parser.lenient).toBe(0)
  expect(rows).toEqual(Object.entries(defaults).map(([name, value]) => [name, Array.isArray(value) ? '[]' : String(value)]))
  // And the code has no other options.
  expect(() => new Parser(MessageType.REQUEST, { '': 1 } as ParserOptions)).toThrow(`is not one of a parser's options: ${Object.keys(defaults).join(', ')}.`)
})

describe('the program that reads requests from a socket', () => {
  let server: net.Server
  beforeAll(async () => {
    const [, code] = /^## Read requests from a socket\n\n```js\n([^]*?)^```$/m.exec(README)!
    const createServer = (options: net.ServerOpts, listener: (socket: net.Socket) => void): { listen(): void } => {
      server = net.createServer(options, listener)
      return { listen: () => void server.listen(0) }
    }
    new Function('createServer', 'ParseError', 'RequestParser', code!.replaceAll(/^import .*$/gm, ''))(createServer, ParseError, RequestParser)
    await once(server, 'listening')
  })
  // It waits for the connections, which the program must close.
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  test.each([
    ['a request', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', ''],
    ['bad input', 'GET / HTTP/1.1\r\nBad header\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    ['input that ends inside a request', 'GET / HT', 'HTTP/1.1 400 Bad Request'],
  ])('answers %s', async (_, wire, answer) => {
    const socket = net.connect((server.address() as net.AddressInfo).port)
    socket.end(wire)
    expect((await text(socket)).split('\r\n')[0]).toBe(answer)
  })
})
