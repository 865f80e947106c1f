/** Sockets that do what those of Bun and Deno do, and those of Node do not. */
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import { createServer } from '../src/index.js'

const PART_OF_A_REQUEST = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab'

/** Calls `action` as in a runtime with `own` versions. Only while the call lasts: the test runner needs the versions of Node. */
function inRuntime(own: { bun: string } | { deno: string }, action: () => void): void {
  const versions = Object.getOwnPropertyDescriptor(process, 'versions')!
  Object.defineProperty(process, 'versions', { ...versions, value: { ...process.versions, ...own } })
  try {
    action()
  } finally {
    Object.defineProperty(process, 'versions', versions)
  }
}

test("Bun: the 'end' of a socket that was destroyed within a request is no mistake of the client", async () => {
  const [ours, theirs] = duplexPair()
  const errors: unknown[] = []
  const server = createServer().on('clientError', (error) => errors.push(error))
  server.emit('connection', ours)
  theirs.write(PART_OF_A_REQUEST)
  const [req] = await once(server, 'request')
  req.on('error', () => {})
  ours.destroy()
  inRuntime({ bun: '1.4.5' }, () => ours.emit('end'))
  await once(ours, 'close')
  expect(errors).toEqual([])
})

test("Node: an 'end' that comes while a destroyed socket closes is the client's, as with node:http", async () => {
  const errors: (string | undefined)[] = []
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, callback) => callback(), destroy: (error, callback) => setImmediate(callback, error) })
  const server = createServer().on('clientError', (error: NodeJS.ErrnoException) => errors.push(error.code))
  server.on('request', (req) => req.on('error', () => {}))
  server.emit('connection', socket)
  socket.push(PART_OF_A_REQUEST)
  await once(server, 'request')
  socket.push(null)
  socket.destroy()
  await once(socket, 'close')
  expect(errors).toEqual(['HPE_INVALID_EOF_STATE'])
})

test("Deno: a client that ends its side with its request gets the response that its handler makes at the request's 'end', or a turn later (SV-32)", async () => {
  const handlers: ((respond: () => void) => void)[] = [setImmediate, (respond) => process.nextTick(() => process.nextTick(respond))]
  for (const soon of handlers) {
    const [ours, theirs] = duplexPair()
    const server = createServer((req, res) => {
      // Deno has read the end with the request.
      inRuntime({ deno: '2.9.6' }, () => ours.emit('end'))
      req.resume().on('end', () => soon(() => res.end('served')))
    })
    server.emit('connection', ours)
    theirs.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    let received = ''
    for await (const chunk of theirs) received += String(chunk)
    expect(received).toMatch(/served$/)
  }
})
