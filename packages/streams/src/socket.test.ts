import { EventEmitter, once } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { duplexPair, listen } from '@layered-http/test-kit'
import { addListeners, endSocket, removeListeners, setReadingMore, type SocketListeners } from './socket.js'

const versions = Object.getOwnPropertyDescriptor(process, 'versions')!
afterEach(() => {
  Object.defineProperty(process, 'versions', versions)
})

test('addListeners() adds each listener with the socket as `this`, and removeListeners() removes them', () => {
  const seen: unknown[] = []
  const listeners: SocketListeners = {
    data(this: unknown, ...args: unknown[]) {
      seen.push([this, ...args])
    },
    end() {
      seen.push('end')
    },
  }
  const socket = new EventEmitter() as Duplex
  addListeners(socket, listeners)
  socket.emit('data', 1)
  socket.emit('end')
  removeListeners(socket, listeners)
  socket.emit('data', 2)
  expect(seen).toEqual([[socket, 1], 'end'])
  expect(socket.eventNames()).toEqual([])
})

test('removeListeners() keeps other listeners', () => {
  const socket = new EventEmitter() as Duplex
  const listeners: SocketListeners = { end() {} }
  socket.on('end', () => {})
  addListeners(socket, listeners)
  removeListeners(socket, listeners)
  expect(socket.listenerCount('end')).toBe(1)
})

test('endSocket() sends what was written to a TCP socket, then destroys it without waiting for its peer', async () => {
  const server = net.createServer({ allowHalfOpen: true })
  const port = await listen(server)
  const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const [socket] = (await once(server, 'connection')) as [net.Socket]
  client.setEncoding('latin1')
  let received = ''
  client.on('data', (text: string) => (received += text))
  socket.write('last')
  endSocket(socket)
  await once(socket, 'close')
  if (!client.readableEnded) await once(client, 'end')
  expect(received).toBe('last')
  client.destroy()
  server.close()
})

test('endSocket() only ends another Duplex', () => {
  const [socket] = duplexPair()
  endSocket(socket)
  expect([socket.writableEnded, socket.destroyed]).toEqual([true, false])
})

test('setReadingMore(): a socket with a handle that reads on schedules no tick for more; another Duplex does, and any socket in Deno', () => {
  const stateOf = (socket: object): { readingMore: boolean } => (socket as { _readableState: { readingMore: boolean } })._readableState
  const withHandle = (): Duplex => Object.assign(duplexPair()[0], { _handle: { readStart() {} } })
  const [own] = duplexPair()
  const [socket, socketOfDeno] = [withHandle(), withHandle()]
  setReadingMore(own, true)
  setReadingMore(socket, true)
  expect([stateOf(own).readingMore, stateOf(socket).readingMore]).toEqual([false, true])
  setReadingMore(socket, false)
  expect(stateOf(socket).readingMore).toBe(false)
  Object.defineProperty(process, 'versions', { ...versions, value: { ...process.versions, deno: '2.9.6' } })
  setReadingMore(socketOfDeno, true)
  expect(stateOf(socketOfDeno).readingMore).toBe(false)
})
