/** The pool's use of a socket, with a Duplex that has none of net.Socket's methods. */
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { Agent, type PooledRequest } from '../index.js'
import { destroyIfIdle, disableIdleErrorHandling } from './socket-port.js'

/** Returns an agent with one socket that a request uses, and a function that ends the exchange. */
function inUse(): { agent: Agent; socket: Duplex; done(): void } {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  const agent = new Agent({ keepAlive: true })
  agent.createConnection = () => socket
  const request: PooledRequest = { reusedSocket: false, shouldKeepAlive: true, destroyed: false, onSocket: (given) => void Object.assign(given!, { _httpMessage: request }) }
  agent.addRequest(request, { host: 'a' })
  return { agent, socket, done: () => void socket.emit('free') }
}

const listsOf = ({ sockets, freeSockets, totalSocketCount }: Agent): unknown[] => [Object.keys(sockets), Object.keys(freeSockets), totalSocketCount]

test('destroyIfIdle destroys an idle socket and removes it from the pool, and does nothing to one in use', () => {
  const { agent, socket, done } = inUse()
  destroyIfIdle(socket)
  expect([socket.destroyed, listsOf(agent)]).toEqual([false, [['a::'], [], 1]])
  done()
  expect(listsOf(agent)).toEqual([[], ['a::'], 1])
  destroyIfIdle(socket)
  expect([socket.destroyed, listsOf(agent)]).toEqual([true, [[], [], 0]])
  // Again, and for a socket that was never in a pool: nothing happens.
  destroyIfIdle(socket)
  destroyIfIdle(new Duplex())
})

test('an idle socket that fails leaves the pool without an uncaught error', async () => {
  const { agent, socket, done } = inUse()
  done()
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.destroy(new Error('lost'))
  await closed
  expect(listsOf(agent)).toEqual([[], [], 0])
})

test('disableIdleErrorHandling leaves errors to the caller', () => {
  const { socket, done } = inUse()
  const before = socket.listenerCount('error')
  disableIdleErrorHandling(socket)
  expect([before, socket.listenerCount('error')]).toEqual([1, 0])
  done()
  const errors: Error[] = []
  socket.on('error', (error) => errors.push(error))
  socket.emit('error', new Error('lost'))
  expect([errors.length, socket.destroyed]).toEqual([1, false])
})

test('the pool has one listener for each of its events, however many requests the socket serves', () => {
  const { socket, done, agent } = inUse()
  const counts = (): number[] => ['free', 'close', 'timeout', 'agentRemove', 'error'].map((event) => socket.listenerCount(event))
  expect(counts()).toEqual([1, 1, 1, 1, 1])
  done()
  agent.addRequest({ reusedSocket: false, shouldKeepAlive: true, destroyed: false, onSocket() {} }, { host: 'a' })
  expect(counts()).toEqual([1, 1, 1, 1, 1])
  socket.emit('agentRemove')
  expect(counts()).toEqual([0, 0, 0, 0, 0])
})
