/** Diagnostics channels have Node's names and payloads, and are published at the same times as in Node. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import http from '@layered-http/compat-node-http'

const NAMES = ['client.request.created', 'client.request.start', 'client.request.error', 'client.response.finish', 'server.response.created', 'server.request.start', 'server.response.finish']

let log: string[]
let server: InstanceType<typeof http.Server>
const listeners = new Map<string, (message: unknown) => void>()

beforeEach(async () => {
  log = []
  for (const name of NAMES) {
    const listener = (message: unknown): void => void log.push(`${name} ${Object.keys(message as object).join()}`)
    listeners.set(name, listener)
    subscribe(`http.${name}`, listener)
  }
  server = http.createServer((_req, res) => {
    log.push('request')
    res.on('finish', () => log.push('finish'))
    res.end('x')
  })
  server.listen(0)
  await once(server, 'listening')
})

afterEach(async () => {
  for (const [name, listener] of listeners) unsubscribe(`http.${name}`, listener)
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const port = (): number => (server.address() as AddressInfo).port

test('O-01 O-02 O-04 O-05 O-06 O-07: a complete exchange', async () => {
  const request = http.get({ port: port(), agent: false })
  request.on('socket', () => log.push('socket'))
  request.on('response', (response) => {
    log.push('response')
    response.resume()
  })
  await once(request, 'close')
  expect(log).toEqual([
    'client.request.created request',
    'socket',
    'client.request.start request',
    'server.response.created request,response',
    'server.request.start request,response,socket,server',
    'request',
    'server.response.finish request,response,socket,server',
    'finish',
    'client.response.finish request,response',
    'response',
  ])
})

test('O-01: a subscriber of client.request.created can still set headers', async () => {
  const inject = (message: unknown): void => void (message as { request: { setHeader(name: string, value: string): void } }).request.setHeader('traceparent', '00-1')
  subscribe('http.client.request.created', inject)
  server.once('request', (req) => log.push(`traceparent ${req.headers.traceparent}`))
  const request = http.get({ port: port(), agent: false, headers: { Expect: '100-continue' } })
  request.on('response', (response) => response.resume())
  await once(request, 'close')
  unsubscribe('http.client.request.created', inject)
  expect(log).toContain('traceparent 00-1')
})

test('O-02: client.request.start is published after end(), not before', async () => {
  const request = http.request({ port: port(), method: 'POST', agent: false })
  request.flushHeaders()
  request.on('response', (response) => response.resume())
  await once(server, 'request')
  expect(log).not.toContain('client.request.start request')
  request.end()
  await once(request, 'close')
  expect(log).toContain('client.request.start request')
})

test('O-03: client.request.error is published before the event; for a request destroyed before it has a socket, client.request.start is not published', async () => {
  const request = http.get({ port: port(), agent: false })
  request.on('error', () => log.push('error'))
  request.destroy()
  await new Promise((resolve) => request.once('close', resolve))
  expect(log).toEqual(['client.request.created request', 'client.request.error request,error', 'error'])
})

test('O-06: the server publishes nothing for CONNECT', async () => {
  const request = http.request({ port: port(), method: 'CONNECT', agent: false })
  server.on('connect', (_req, socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
  request.on('connect', (_response, socket) => socket.destroy())
  request.end()
  await once(request, 'close')
  expect(log.filter((line) => line.startsWith('server.'))).toEqual([])
})
