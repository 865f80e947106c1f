/** Objects of another realm. Test runners and plugin hosts run programs in vm contexts, which have their own built-in classes. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createContext, runInContext } from 'node:vm'
import http, { type IncomingMessage, type ServerResponse } from '@layered-http/compat-node-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const realm = createContext()
const foreign = <T>(expression: string): T => runInContext(`(${expression})`, realm) as T
const bytes = (): Uint8Array => foreign('new Uint8Array([97, 98, 99])')

const server = http.createServer()
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

/** Makes one exchange. Returns the bodies that the server and the client received. */
async function exchange(respond: (res: ServerResponse) => void, request: (req: http.ClientRequest) => void): Promise<[string, string]> {
  const req = http.request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', method: 'POST', agent: false })
  const received = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>
  const responded = once(req, 'response') as Promise<[IncomingMessage]>
  request(req)
  const [incoming, res] = await received
  const body = await text(incoming)
  respond(res)
  const [response] = await responded
  return [body, await text(response)]
}

const WAYS: Record<string, (message: ServerResponse | http.ClientRequest) => void> = {
  'as the end': (message) => message.end(bytes()),
  'as chunks': (message) => {
    message.write(bytes())
    message.end(bytes())
  },
  'between strings': (message) => {
    message.write('é')
    message.write(bytes())
    message.end('é', 'latin1')
  },
  'between bytes of this realm': (message) => {
    message.write(Buffer.from('x'))
    message.write(bytes())
    message.write(new Uint8Array([121]))
    message.end(bytes())
  },
  'of a known length': (message) => {
    message.setHeader('Content-Length', 6)
    message.write(bytes())
    message.end(bytes())
  },
  corked: (message) => {
    message.cork()
    message.write(bytes())
    message.write('x')
    message.write(bytes())
    process.nextTick(() => message.uncork())
    message.end()
  },
}

/** The expected body. */
const BODIES: Record<string, string> = {
  'as the end': 'abc',
  'as chunks': 'abcabc',
  'between strings': 'éabc\ufffd',
  'between bytes of this realm': 'xabcyabc',
  'of a known length': 'abcabc',
  corked: 'abcxabc',
}

describe('a Uint8Array of another realm is a body', () => {
  it.each(Object.keys(WAYS))('%s', async (way) => {
    expect(await exchange(WAYS[way]!, WAYS[way]!)).toEqual([BODIES[way], BODIES[way]])
  })
})

describe('an object that only looks like a Uint8Array is refused', () => {
  it.each(['new DataView(new ArrayBuffer(2))', 'new Uint16Array(2)', 'new Uint8ClampedArray(2)', 'new Proxy(new Uint8Array(2), {})', "({ length: 1, 0: 97, [Symbol.toStringTag]: 'Uint8Array' })", '[97]'])('%s', (expression) => {
    const res = new http.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} } as unknown as IncomingMessage)
    expect(() => res.write(foreign(expression))).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
    expect(() => res.end(foreign(expression))).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
  })
})

describe('setHeaders', () => {
  const headersOf = (headers: unknown): object => {
    const res = new http.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} } as unknown as IncomingMessage)
    res.setHeaders(headers as Headers)
    return { ...res.getHeaders() }
  }

  it('accepts a Map of another realm', () => {
    expect(headersOf(foreign("new Map([['a', '1']])"))).toEqual({ a: '1' })
  })

  it('accepts Headers of another implementation, with separate cookies', () => {
    const pairs = [
      ['a', '1'],
      ['set-cookie', 'x'],
      ['set-cookie', 'y'],
    ]
    expect(headersOf({ get() {}, keys() {}, [Symbol.iterator]: () => pairs[Symbol.iterator]() })).toEqual({ a: '1', 'set-cookie': ['x', 'y'] })
    expect(headersOf(new Map<string, unknown>([['set-cookie', ['x', 'y']], ['b', '1']]))).toEqual({ b: '1', 'set-cookie': ['x', 'y'] })
    expect(headersOf(new URLSearchParams('a=1'))).toEqual({ a: '1' })
  })

  it.each([['an array of pairs', [['a', '1']]], ['a Set', new Set([['a', '1']])], ['null', null], ['an object with only get', { get() {} }]])('refuses %s', (_, headers) => {
    expect(() => headersOf(headers)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
  })
})
