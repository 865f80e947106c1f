/** The option `layered.connect`: the program opens the connections, with Node's own http.request and https.request. */
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { expect, test } from 'vitest'
import { CA, listen, SERVER } from '@layered-http/test-kit'
import { HttpsAgent } from '../src/https.js'
import { Agent, type ConnectionOptions } from '../src/index.js'
import { afterwards, destroyedAfterwards, get, pool, portEcho } from './support.js'

async function secureServer(): Promise<number> {
  const server = https.createServer(SERVER, (req, res) => res.end(String((req.socket as tls.TLSSocket).isSessionReused())))
  afterwards(() => (server.closeAllConnections(), server.close()))
  return listen(server)
}

async function ask(port: number, agent: https.Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const req = https.get({ host: 'localhost', port, ca: CA, agent }, (res) => {
      let body = ''
      res.setEncoding('utf8').on('data', (text: string) => (body += text))
      req.on('close', () => resolve(body))
    })
    req.on('error', reject)
  })
}

const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('connect may return a socket or a promise of one; its sockets are pooled as others are', async () => {
  const port = await portEcho()
  for (const isLater of [false, true]) {
    const asked: unknown[] = []
    const open = (options: ConnectionOptions): net.Socket => {
      asked.push([options.host, options.port])
      return net.connect(port, '127.0.0.1')
    }
    const agent = pool({ keepAlive: true, maxSockets: 1, layered: { connect: isLater ? async (options) => (await later(), open(options)) : open } })
    const responses = await Promise.all([1, 2, 3].map(() => get(1, agent, { host: 'inside.test' })))
    expect(new Set(responses.map(({ body }) => body)).size).toBe(1)
    expect(asked).toEqual([['inside.test', 1]])
  }
})

test('connect with https: TLS begins on a socket without it, a TLS socket is used as it is, and sessions are resumed', async () => {
  const port = await secureServer()
  const plain = destroyedAfterwards(new HttpsAgent({ layered: { connect: async () => (await later(), net.connect(port, '127.0.0.1')) } }))
  expect([await ask(port, plain), await ask(port, plain)]).toEqual(['false', 'true'])
  const secure = destroyedAfterwards(new HttpsAgent({ layered: { connect: (options) => tls.connect({ ...options, port, host: '127.0.0.1' } as tls.ConnectionOptions) } }))
  expect([await ask(port, secure), await ask(port, secure)]).toEqual(['false', 'true'])
})

test('an error of connect, thrown or rejected, is that of the request, and the next request waits for no place', async () => {
  for (const connect of [() => Promise.reject(new Error('closed today')), () => { throw new Error('closed today') }]) {
    const agent = pool({ maxSockets: 1, layered: { connect } })
    const outcomes = await Promise.allSettled([get(80, agent), get(80, agent)])
    expect(outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason as Error)).toEqual([new Error('closed today'), new Error('closed today')])
    expect(agent.totals()).toMatchObject({ connecting: 0, active: 0, errors: 2 })
  }
})

test('an exception of a listener of the request is an uncaught exception, not a rejection', async () => {
  const port = await portEcho()
  const agent = pool({ layered: { connect: () => net.connect(port, '127.0.0.1') } })
  const listeners = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  try {
    const caught = new Promise<[Error, string]>((resolve) => process.once('uncaughtException', (error, origin) => resolve([error, origin])))
    const req = http.get({ host: '127.0.0.1', port, agent }).on('error', () => {})
    req.on('socket', () => {
      throw new Error('mine')
    })
    expect(await caught).toEqual([new Error('mine'), 'uncaughtException'])
    req.destroy()
  } finally {
    for (const listener of listeners) process.on('uncaughtException', listener)
  }
})

test.each([[undefined, 'undefined'], [null, 'null'], ['x', "type string ('x')"], [5, 'type number (5)'], [{}, 'an instance of Object']])('a connect that returns no socket fails the request: %s', async (value, received) => {
  for (const isLater of [false, true]) {
    const agent = pool({ layered: { connect: (() => (isLater ? Promise.resolve(value) : value)) as never } })
    const message = `layered.connect must return a socket (a Duplex) or a promise of one. Received ${received}`
    await expect(get(80, agent)).rejects.toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_RETURN_VALUE', message })
    expect(agent.totals()).toMatchObject({ connecting: 0, active: 0, errors: 1 })
  }
})

test('a createConnection that calls back with nothing fails the request', async () => {
  class Giving extends Agent {
    override createConnection(_options: ConnectionOptions, callback?: unknown): undefined {
      process.nextTick(callback as () => void)
    }
  }
  await expect(get(80, new Giving())).rejects.toMatchObject({ code: 'ERR_INVALID_RETURN_VALUE', message: 'createConnection must give a socket (a Duplex) or an error. Received undefined' })
})
