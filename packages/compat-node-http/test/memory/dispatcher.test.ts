/** Dispatchers: which requests they answer, and what a request sees of an answer. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { Agent as LayerAgent } from '@layered-http/agent'
import * as client from '@layered-http/client'
import http, { get as namedGet, request as namedRequest } from '../../src/index.js'
import * as namespace from '../../src/index.js'
import https from '../../src/https.js'
import { MemoryAgent, memoryNetwork, setDispatcher, withDispatcher, type Dispatcher, type DispatchResponse } from '../../src/testing.js'

const restores: (() => void)[] = []
const dispatch = (dispatcher: Dispatcher): void => void restores.push(setDispatcher(dispatcher))
afterEach(() => {
  for (const restore of restores.splice(0).reverse()) restore()
})

const read = async (response: IncomingMessage): Promise<string> => {
  let all = ''
  for await (const piece of response.setEncoding('utf8')) all += piece as string
  return all
}

async function text(request: object): Promise<string> {
  const [response] = (await once(request as never, 'response')) as [IncomingMessage]
  return read(response)
}

const echo: Dispatcher = ({ method, url }) => ({ body: `${method} ${url.href}` })

test('it answers requests by every door of the module, and those of the client package', async () => {
  dispatch(echo)
  const requests = [http.get('http://a.test/x?y'), namedGet('http://a.test/x?y'), namespace.get('http://a.test/x?y'), namedRequest('http://a.test/x?y').end(), new http.ClientRequest('http://a.test/x?y').end(), client.get('http://a.test/x?y')]
  expect(await Promise.all(requests.map(text))).toEqual(requests.map(() => 'GET http://a.test/x?y'))
  expect(await text(https.get('https://a.test:444/'))).toBe('GET https://a.test:444/')
  expect(await text(https.request({ host: 'a.test', method: 'DELETE' }).end())).toBe('DELETE https://a.test/')
})

test('no agent is asked, of whatever kind; also not for requests without one', async () => {
  dispatch(echo)
  const asked: string[] = []
  class Own extends http.Agent {
    override createConnection(): never {
      throw new Error('asked')
    }
  }
  const foreign = { addRequest: () => asked.push('foreign'), protocol: 'http:', defaultPort: 80 }
  const agents: unknown[] = [new Own(), foreign, false, new LayerAgent(), new http.Agent({ keepAlive: true })]
  for (const agent of agents) expect(await text(http.get('http://a.test/', { agent } as RequestOptions))).toBe('GET http://a.test/')
  expect(await text(http.get('http://a.test/', { createConnection: () => void asked.push('createConnection') } as RequestOptions))).toBe('GET http://a.test/')
  expect(asked).toEqual([])
})

test('undefined leaves a request to the network, now or later', async () => {
  const network = memoryNetwork()
  network.serve('http://real.test', (_request, response) => void response.end('real'))
  const agent = network.agent
  for (const none of [() => undefined, () => Promise.resolve(undefined)]) {
    const restore = setDispatcher(none)
    expect(await text(http.get('http://real.test/', { agent }))).toBe('real')
    restore()
  }
  dispatch(({ url }) => (url.hostname === 'mocked.test' ? { body: 'mocked' } : undefined))
  expect(await Promise.all([text(http.get('http://mocked.test/', { agent })), text(http.get('http://real.test/', { agent }))])).toEqual(['mocked', 'real'])
})

test('the events of an answered request come in the order of a request over a network', async () => {
  const events = async (options: RequestOptions): Promise<string[]> => {
    const seen: string[] = []
    const request = http.request('http://a.test/', { method: 'POST', ...options })
    for (const event of ['socket', 'prefinish', 'finish', 'response', 'error', 'close']) request.on(event, () => seen.push(`request ${event}`))
    request.on('response', (response) => {
      for (const event of ['data', 'end', 'close']) response.on(event, () => seen.push(`response ${event}`))
    })
    request.on('socket', (socket) => socket.on('connect', () => seen.push('connect')))
    request.end('body')
    await once(request, 'close')
    return seen
  }
  const network = memoryNetwork()
  network.serve('http://a.test', (request, response) => void request.resume().on('end', () => response.end('hi')))
  const expected = await events({ agent: new MemoryAgent(network, { keepAlive: true }) })
  expect(expected).toEqual(['request socket', 'request prefinish', 'connect', 'request finish', 'request response', 'response data', 'response end', 'request close', 'response close'])
  dispatch(() => ({ body: 'hi' }))
  expect(await events({})).toEqual(expected)
})

test('it sees method, URL, the headers as they are sent, and the body', async () => {
  const seen: unknown[] = []
  dispatch(async (request) => {
    seen.push(request.method, request.url.pathname, request.rawHeaders, request.headers['x-a'])
    return { statusCode: 201, body: (await request.text()).toUpperCase() }
  })
  const request = http.request('http://a.test/notes', { method: 'post', headers: { 'X-A': ['1', '2'] } })
  request.setHeader('X-Late', 'yes')
  request.end('hello')
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  expect([response.statusCode, await read(response)]).toEqual([201, 'HELLO'])
  expect(seen).toEqual(['POST', '/notes', ['X-A', '1', 'X-A', '2', 'Host', 'a.test', 'X-Late', 'yes', 'Connection', 'keep-alive', 'Content-Length', '5'], '1, 2'])
})

test('the body can be read in pieces, while the request is written', async () => {
  const pieces: string[] = []
  dispatch(async ({ body }) => {
    for await (const piece of body) pieces.push(String(piece))
    return { body: `${pieces.length}` }
  })
  const request = http.request('http://a.test/', { method: 'PUT' })
  request.write('one')
  request.once('socket', () => setImmediate(() => setImmediate(() => request.end('two'))))
  expect(await text(request)).not.toBe('0')
  expect(pieces.join('')).toBe('onetwo')
})

test('every part of a response', async () => {
  const answers: DispatchResponse[] = [
    {},
    { statusCode: 404, statusMessage: 'Nope', headers: { 'X-A': 'b' } },
    { headers: ['X-Two', '1', 'X-Two', '2'], body: new Uint8Array([104, 105]) },
    { body: (async function* () { yield 'a'; yield Buffer.from('b') })() },
    { body: (async function* () { yield 'x' })(), trailers: { 'X-Sum': '1' } },
  ]
  let next = 0
  dispatch(() => answers[next++]!)
  const results = []
  while (next < answers.length) {
    const [response] = (await once(http.get('http://a.test/'), 'response')) as [IncomingMessage]
    const body = await read(response)
    const { statusCode, statusMessage, headers, trailers, rawHeaders } = response
    results.push({ statusCode, statusMessage, body, length: headers['content-length'], chunked: headers['transfer-encoding'], trailers: { ...trailers }, own: rawHeaders.filter((_name, i, all) => all[i - (i % 2)]!.startsWith('X-')) })
  }
  const none = { statusCode: 200, statusMessage: 'OK', body: '', length: undefined, chunked: undefined, trailers: {}, own: [] }
  expect(results).toEqual([
    { ...none, length: '0' },
    { ...none, statusCode: 404, statusMessage: 'Nope', length: '0', own: ['X-A', 'b'] },
    { ...none, body: 'hi', length: '2', own: ['X-Two', '1', 'X-Two', '2'] },
    { ...none, body: 'ab', chunked: 'chunked' },
    { ...none, body: 'x', chunked: 'chunked', trailers: { 'x-sum': '1' } },
  ])
})

test('a handler, a server and a memory network serve requests', async () => {
  const network = memoryNetwork()
  network.serve('http://c.test', (_request, response) => void response.end('network'))
  const server = http.createServer((_request, response) => void response.end('server'))
  dispatch(({ url }) => {
    if (url.hostname === 'a.test') return (request, response) => void request.pipe(response)
    if (url.hostname === 'b.test') return server
    return network.knows(url) ? network : undefined
  })
  const post = http.request('http://a.test/', { method: 'POST' })
  post.end('handler')
  expect(await text(post)).toBe('handler')
  expect(await text(http.get('http://b.test/'))).toBe('server')
  expect(await text(https.get('https://b.test/'))).toBe('server')
  expect(await text(http.get('http://c.test/'))).toBe('network')
})

test('what it throws or rejects with is the error of the request; so is an answer that no response can have', async () => {
  const failures: [Dispatcher, unknown][] = [
    [() => { throw new Error('thrown') }, 'thrown'],
    [() => Promise.reject(new Error('rejected')), 'rejected'],
    [async (request) => { await request.text(); throw new Error('after the body') }, 'after the body'],
    [() => ({ statusCode: 5 }), 'ERR_HTTP_INVALID_STATUS_CODE'],
    [() => ({ headers: { 'a b': '1' } }), 'ERR_INVALID_HTTP_TOKEN'],
    [() => 5 as never, 'ERR_INVALID_ARG_TYPE'],
    [async () => 5 as never, 'ERR_INVALID_ARG_TYPE'],
    [() => null as never, 'ERR_INVALID_ARG_TYPE'],
    [() => ({ status: 404 }) as never, "The property 'answer.status' is not an option here; the options are: 'statusCode', 'statusMessage', 'headers', 'body', 'trailers'. Received 404"],
    [async () => ({ json: {} }) as never, 'ERR_INVALID_ARG_VALUE'],
    [async (request) => { await request.text(); return { status: 404 } as never }, 'ERR_INVALID_ARG_VALUE'],
    [async (request) => { await request.text(); return undefined }, 'ERR_DISPATCHER_BODY_READ'],
  ]
  for (const [dispatcher, expected] of failures) {
    const restore = setDispatcher(dispatcher)
    const request = http.get('http://a.test/')
    const [error] = (await once(request.on('response', () => {}), 'error').catch((failure: unknown) => [failure])) as [NodeJS.ErrnoException]
    expect([error.message, error.code]).toContain(expected)
    restore()
  }
})

test('a body that fails ends the response early', async () => {
  dispatch(() => ({ body: (async function* () { yield 'part'; throw new Error('source') })() }))
  const [response] = (await once(http.get('http://a.test/'), 'response')) as [IncomingMessage]
  await expect(read(response)).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test('withDispatcher() is for the requests of its scope, and of what the scope starts; the inner scope wins', async () => {
  dispatch(() => ({ body: 'process' }))
  const get = (): Promise<string> => text(http.get('http://a.test/'))
  const later = await withDispatcher(() => ({ body: 'scope' }), async () => {
    expect(await get()).toBe('scope')
    expect(await withDispatcher(() => ({ body: 'inner' }), get)).toBe('inner')
    return new Promise<string>((resolve) => setTimeout(() => resolve(get()), 1))
  })
  expect(later).toBe('scope')
  expect(await get()).toBe('process')
})

test('requests that a dispatcher makes are not dispatched, those of a handler are', async () => {
  const network = memoryNetwork()
  network.serve('http://real.test', (_request, response) => void response.end('real'))
  dispatch(async ({ url }) => {
    if (url.hostname === 'inner.test') return { body: 'inner' }
    if (url.hostname === 'handler.test') return (_request, response) => void text(http.get('http://inner.test/')).then((inner) => response.end(inner))
    return { body: await text(http.get('http://real.test/', { agent: network.agent })) }
  })
  expect(await text(http.get('http://outer.test/'))).toBe('real')
  expect(await text(http.get('http://handler.test/'))).toBe('inner')
})

test('it is called in the async context of the request', async () => {
  const storage = new AsyncLocalStorage<string>()
  dispatch(() => ({ body: storage.getStore() ?? 'none' }))
  expect(await storage.run('of the request', () => text(http.get('http://a.test/')))).toBe('of the request')
})

test('a request that is destroyed before the answer has its usual end', async () => {
  let answer!: (response: DispatchResponse) => void
  dispatch(() => new Promise((resolve) => (answer = resolve)))
  const request = http.get('http://a.test/')
  await new Promise((resolve) => setImmediate(resolve))
  request.destroy()
  const [error] = (await once(request, 'error')) as [NodeJS.ErrnoException]
  expect(error.code).toBe('ECONNRESET')
  answer({})
  await new Promise((resolve) => setImmediate(resolve))
  const atOnce = http.get('http://a.test/')
  atOnce.destroy()
  expect(((await once(atOnce, 'error')) as [NodeJS.ErrnoException])[0].code).toBe('ECONNRESET')
})

test('Expect: 100-continue, HEAD, and redirections that are followed, each hop dispatched', async () => {
  const urls: string[] = []
  dispatch(({ url, method }) => {
    urls.push(`${method} ${url.href}`)
    return url.pathname === '/moved' ? { statusCode: 302, headers: { Location: 'http://b.test/there' } } : { body: 'there' }
  })
  const request = http.request('http://a.test/', { method: 'POST', headers: { Expect: '100-continue' } })
  const answer = text(request)
  await once(request, 'continue')
  request.end('x')
  expect(await answer).toBe('there')
  expect(await text(http.request('http://a.test/', { method: 'HEAD' }).end())).toBe('')
  expect(await text(http.get('http://a.test/moved', { layered: { maxRedirects: 1 } } as RequestOptions))).toBe('there')
  expect(urls).toEqual(['POST http://a.test/', 'HEAD http://a.test/', 'GET http://a.test/moved', 'GET http://b.test/there'])
})

test('a dispatcher must be a function', () => {
  expect(() => setDispatcher(5 as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
  expect(() => withDispatcher({} as never, () => {})).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
  expect(() => withDispatcher(() => ({}), 5 as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
})
