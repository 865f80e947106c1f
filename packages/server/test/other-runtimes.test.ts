/** Sockets that do what those of Bun and Deno do, and those of Node do not. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import { createServer } from '../src/index.js'

test("Bun: the 'end' of a socket that was destroyed within a request is no mistake of the client", async () => {
  const [ours, theirs] = duplexPair()
  const errors: unknown[] = []
  const server = createServer().on('clientError', (error) => errors.push(error))
  server.emit('connection', ours)
  theirs.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab')
  const [req] = await once(server, 'request')
  req.on('error', () => {})
  ours.destroy()
  ours.emit('end')
  await once(ours, 'close')
  expect(errors).toEqual([])
})
