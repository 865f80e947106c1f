/** AsyncLocalStorage and async_hooks around a request, with every kind of socket (O-10, O-11). */
import { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId } from 'node:async_hooks'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listen } from '@layered-http/test-kit'
import { Agent } from '@layered-http/agent'
import type { IncomingMessage } from '@layered-http/streams'
import { request, type RequestOptions } from '../src/index.js'

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** A server that closes the connection at `/die`, never responds to `/wait`, sends half of the body at `/half`, and responds to all other requests. */
async function server(): Promise<number> {
  const sockets = new Set<net.Socket>()
  const raw = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      const path = /^[A-Z]+ (\/\w*)/.exec(chunk.toString('latin1'))?.[1]
      if (path === '/die') socket.destroy()
      else if (path === '/half') socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab', () => socket.destroy())
      else if (path !== undefined && path !== '/wait') socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab', () => socket.write('cd'))
    })
  })
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy()
    raw.close()
  })
  return listen(raw)
}

const storage = new AsyncLocalStorage<string>()

/** Sends a request in the context `name`. Returns the events, each with the name of its context if that is not `name`. */
function send(name: string, options: RequestOptions & { body?: string }): Promise<string[]> {
  return storage.run(
    name,
    () =>
      new Promise((resolve) => {
        const seen: string[] = []
        const note = (event: string) => () => seen.push(storage.getStore() === name ? event : `${event} in ${storage.getStore()}`)
        const req = request({ host: '127.0.0.1', ...options })
        for (const event of ['socket', 'finish', 'timeout', 'error', 'close']) req.on(event, note(event))
        req.on('timeout', () => req.destroy())
        req.on('response', (res: IncomingMessage) => {
          note('response')()
          for (const event of ['data', 'end', 'error', 'close']) res.on(event, note(`response ${event}`))
        })
        req.on('close', () => setImmediate(() => resolve(seen)))
        req.end(options.body)
      }),
  )
}

const ALL = ['socket', 'finish', 'response', 'response data', 'response end', 'close', 'response close']
/** Removes repeated events, since the number of `'data'` events depends on the network. */
const sorted = (events: string[]): string[] => [...new Set(events)].sort()

test.each(['lifo', 'fifo'] as const)('every callback sees the store of request(), on fresh, reused and queued sockets, %s (O-11)', async (scheduling) => {
  const port = await server()
  const agent = new Agent({ keepAlive: true, maxSockets: 1, scheduling })
  cleanUps.push(() => agent.destroy())
  expect(sorted(await send('fresh', { port, agent }))).toEqual(sorted(ALL))
  expect(sorted(await send('reused', { port, agent }))).toEqual(sorted(ALL))
  expect(sorted(await send('reused with body', { port, agent, method: 'POST', body: 'x' }))).toEqual(sorted(ALL))
  const queued = await Promise.all(['q1', 'q2', 'q3'].map((name) => send(name, { port, agent })))
  for (const events of queued) expect(sorted(events)).toEqual(sorted(ALL))
})

test('callbacks of errors, of timeouts and after a lost socket see the store of request() (O-11)', async () => {
  const port = await server()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  cleanUps.push(() => agent.destroy())
  await send('first', { port, agent })
  const [lost, next, last] = await Promise.all([send('lost', { port, agent, path: '/die' }), send('next', { port, agent }), send('last', { port, agent, path: '/half' })])
  expect(lost).toEqual(['socket', 'finish', 'error', 'close'])
  expect(sorted(next)).toEqual(sorted(ALL))
  expect(sorted(last)).toEqual(sorted(['socket', 'finish', 'response', 'response data', 'close', 'response error', 'response close']))
  await send('again', { port, agent })
  expect(await send('slow', { port, agent, path: '/wait', timeout: 20 })).toEqual(['socket', 'finish', 'timeout', 'error', 'close'])
})

test('every request is an async resource, created in the context of request() (O-10)', async () => {
  const port = await server()
  const agent = new Agent({ keepAlive: true })
  const triggers: number[] = []
  const hook = createHook({ init: (_id, type, trigger) => void (type === 'HTTPCLIENTREQUEST' && triggers.push(trigger)) }).enable()
  cleanUps.push(() => (hook.disable(), agent.destroy()))
  const callers: number[] = []
  for (const name of ['fresh', 'reused']) {
    await new AsyncResource('caller').runInAsyncScope(() => {
      callers.push(executionAsyncId())
      return send(name, { port, agent })
    })
  }
  expect(triggers).toEqual(callers)
})
