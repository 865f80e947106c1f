/** Servers of the compat package have what operators need, http and https alike: `drain()`, `stats()`, `timings`, the channel of exchanges, upgrades by name. */
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import type nodeHttp from 'node:http'
import net from 'node:net'
import tls from 'node:tls'
import { expect, test } from 'vitest'
import http from '@layered-http/compat-node-http'
import https from '@layered-http/compat-node-http/https'
import { CA, listen, SERVER } from '@layered-http/test-kit'
import type { LayeredServerOptions, Server, ServerExchange } from '@layered-http/server'

const layered: LayeredServerOptions = { stats: true, timings: true, upgrades: ['x'] }

test.each<[string, (listener: nodeHttp.RequestListener) => net.Server, (port: number) => net.Socket]>([
  ['http', (listener) => http.createServer({ layered } as object, listener), (port) => net.connect(port, '127.0.0.1')],
  ['https', (listener) => https.createServer({ ...SERVER, layered } as object, listener), (port) => tls.connect({ port, host: '127.0.0.1', ca: CA, servername: 'localhost' })],
])('%s', async (_name, create, connect) => {
  const exchanges: ServerExchange[] = []
  const note = (message: unknown): void => void exchanges.push(message as ServerExchange)
  diagnostics.subscribe('layered-http.server.exchange', note)
  let res: nodeHttp.ServerResponse | undefined
  const created = create((_req, response) => (res = response))
  const server = created as unknown as Server
  server.on('upgrade', () => expect.unreachable())
  const client = connect(await listen(created)).setEncoding('latin1')
  let text = ''
  client.on('data', (data) => (text += String(data)))
  client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: y\r\n\r\n')
  await once(server, 'request')
  expect(server.stats()).toMatchObject({ connections: { active: 1, created: 1 }, requests: { active: 1, total: 1, upgraded: 0 } })
  const drained = server.drain({ graceMs: 60_000 })
  while (server.listening) await new Promise(setImmediate)
  res!.end('x')
  await once(client, 'close')
  expect(await drained).toEqual({ completed: 1, forced: 0, upgraded: 0 })
  expect(text).toMatch(/\r\nConnection: close\r\n/)
  expect(server.stats().responses?.['2xx']).toBe(1)
  expect(exchanges.map(({ response, timings, error }) => [response, timings.finished !== undefined, error])).toEqual([[res, true, undefined]])
  diagnostics.unsubscribe('layered-http.server.exchange', note)
})
