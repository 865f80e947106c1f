/** Connection sources: what they are asked, and what becomes of their connections. */
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import { Agent, get, request, type AgentLike } from '../src/index.js'
import { setConnectionSource, withConnectionSource, type ConnectionSource, type RequestToConnect } from '../src/port.js'

afterEach(() => void setConnectionSource(undefined))

const asked: unknown[] = []
/** An agent that gives no socket. */
const agent: AgentLike = { addRequest: () => asked.push('agent'), protocol: 'http:', defaultPort: 80 }
const KEPT = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** Returns a connection whose peer replies to the first bytes. */
function replying(): Duplex {
  const [ours, theirs] = duplexPair()
  theirs.once('data', () => theirs.write(KEPT)).on('end', () => theirs.end())
  return ours
}

test('it is asked at the end of the tick, in which the headers are final, and no agent is asked', async () => {
  const seen: [RequestToConnect, string[]][] = []
  let connection!: Duplex
  setConnectionSource((one) => {
    seen.push([one, one.rawHeaders])
    return (connection = replying())
  })
  const sending = request('http://a.test:81/b?c', { method: 'put', agent, headers: { A: ['1', '2'] } })
  sending.setHeader('B', '3')
  expect(seen).toEqual([])
  sending.end('body')
  const [response] = await once(sending, 'response')
  response.resume()
  await once(connection, 'close')
  const [[{ method, url, socketPath }, rawHeaders]] = seen as [[RequestToConnect, string[]]]
  expect([method, url.href, socketPath]).toEqual(['PUT', 'http://a.test:81/b?c', undefined])
  expect(rawHeaders).toEqual(['A', '1', 'A', '2', 'Host', 'a.test:81', 'B', '3', 'Connection', 'close', 'Content-Length', '4'])
  expect(asked).toEqual([])
})

test('before a head is built, rawHeaders are those that were set', async () => {
  const lines: string[][] = []
  setConnectionSource((one) => {
    lines.push(one.rawHeaders)
    return replying()
  })
  const sending = request('http://a.test/', { method: 'POST', agent })
  const response = once(sending, 'response')
  await once(sending, 'socket')
  sending.end()
  await response
  expect(lines).toEqual([['Host', 'a.test']])
})

test('the URL of other targets', async () => {
  const urls: string[] = []
  setConnectionSource(({ url }) => {
    urls.push(url.href)
    return replying()
  })
  for (const [path, method] of [['*', 'OPTIONS'], ['http://other.test/x', 'GET'], ['b.test:443', 'CONNECT']]) await once(request({ host: '::1', port: 8080, path: path!, method: method!, agent }).on('error', () => {}).end(), 'close')
  expect(urls).toEqual(['http://[::1]:8080/*', 'http://other.test/x', 'http://[::1]:8080/'])
})

test('undefined, now or later, asks the agent; an error is that of the request', async () => {
  for (const source of [() => undefined, async () => undefined] as ConnectionSource[]) {
    setConnectionSource(source)
    get('http://a.test/', { agent })
    await new Promise((resolve) => setImmediate(resolve))
    expect(asked.splice(0)).toEqual(['agent'])
  }
  for (const source of [() => { throw new Error('no') }, () => Promise.reject(new Error('no'))] as ConnectionSource[]) {
    setConnectionSource(source)
    expect(((await once(get('http://a.test/', { agent }), 'error')) as [Error])[0].message).toBe('no')
  }
})

test('a connection serves one request: it is destroyed then, although the request says keep-alive', async () => {
  let connection!: Duplex
  setConnectionSource(() => (connection = replying()))
  const sending = get('http://a.test/', { agent: { ...agent, keepAlive: true } })
  expect(await once(sending, 'response').then(([response]) => once(response.resume(), 'end'))).toEqual([])
  expect(sending.getHeader('connection') ?? sending.shouldKeepAlive).toBe(true)
  if (!connection.closed) await once(connection, 'close')
  expect(connection.destroyed).toBe(true)
})

test('an agent that throws when it is asked fails the request', async () => {
  setConnectionSource(() => undefined)
  const refusing: AgentLike = { addRequest: () => { throw new Error('refused') }, protocol: 'http:' }
  expect(((await once(get('http://a.test/', { agent: refusing }), 'error')) as [Error])[0].message).toBe('refused')
})

test('a request of an agent with a proxy is asked about at once, since a proxy changes the head', () => {
  let isAsked = false
  setConnectionSource(() => {
    isAsked = true
    return undefined
  })
  const proxied = new Agent({ proxyEnv: { http_proxy: 'http://127.0.0.1:1' } })
  get('http://a.test/', { agent: proxied }).on('error', () => {}).destroy()
  expect(isAsked).toBe(true)
})

test('a connection that comes too late is destroyed, and the request has its last events once', async () => {
  let resolve!: (socket: Duplex) => void
  setConnectionSource(() => new Promise((found) => (resolve = found)))
  const events: string[] = []
  const sending = get('http://a.test/', { agent })
  for (const event of ['socket', 'error', 'close']) sending.on(event, () => events.push(event))
  await new Promise((next) => setImmediate(next))
  sending.destroy()
  await once(sending, 'close').catch(() => {})
  const connection = replying()
  resolve(connection)
  await once(connection, 'close')
  expect(events).toEqual(['error', 'close'])
})

test('the source of a scope wins over that of the process, null means no source, and both end', async () => {
  const used: string[] = []
  const source = (name: string): ConnectionSource => () => {
    used.push(name)
    return replying()
  }
  const ask = async (): Promise<unknown> => once(get('http://a.test/', { agent }), 'response')
  expect(setConnectionSource(source('process'))).toBe(undefined)
  await ask()
  await withConnectionSource(source('scope'), ask)
  withConnectionSource(null, () => get('http://a.test/', { agent }))
  await ask()
  expect([used, asked.splice(0)]).toEqual([['process', 'scope', 'process'], ['agent']])
  expect(setConnectionSource(undefined)).toBeTypeOf('function')
  get('http://a.test/', { agent })
  expect(asked.splice(0)).toEqual(['agent'])
})

test('every copy of the package has the same source', async () => {
  setConnectionSource(() => replying())
  const copy = (await import('../src/connection-source.js?copy' as string)) as typeof import('../src/connection-source.js')
  expect([copy.areSourcesUsed, copy.currentSource()]).toEqual([true, expect.any(Function)])
  setConnectionSource(undefined)
  expect(copy.currentSource()).toBe(undefined)
})
