/** Sockets that do what those of Bun and Deno do, and those of Node do not. */
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import { request } from '../src/index.js'

test.each<[string, (socket: Duplex) => void]>([
  [
    'Bun: _writev() calls _write()',
    (socket) => {
      socket._writev = (pieces, callback) => socket._write(Buffer.concat(pieces.map(({ chunk }) => chunk as Buffer)), 'buffer' as BufferEncoding, callback)
    },
  ],
  [
    'a transport of a library: _write() calls _writev()',
    (socket) => {
      const write = socket._write.bind(socket)
      socket._writev = (pieces, callback) => write(Buffer.concat(pieces.map(({ chunk }) => chunk as Buffer)), 'buffer' as BufferEncoding, callback)
      socket._write = (chunk: Buffer, encoding, callback) => socket._writev!([{ chunk, encoding }], callback)
    },
  ],
])('%s: writes are called back, and later ones leave', async (_name, change) => {
  const [ours, theirs] = duplexPair()
  change(ours)
  let received = ''
  theirs.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')))
  const req = request({ method: 'POST', createConnection: () => ours })
  req.on('error', () => {}).flushHeaders()
  await new Promise<unknown>((resolve) => req.write('one', resolve))
  await new Promise<unknown>((resolve) => req.write('two', resolve))
  await new Promise<unknown>((resolve) => req.end('three', resolve))
  expect(received.slice(received.indexOf('\r\n\r\n'))).toBe('\r\n\r\n3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n')
  ours.destroy()
})

test("Bun: the 'end' of a socket that was destroyed after an upgrade without a listener is no error of the request (P-21)", async () => {
  const [ours, theirs] = duplexPair()
  theirs.once('data', () => theirs.write('HTTP/1.1 101 A\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'))
  const { destroy } = ours
  ours.destroy = (error) => {
    const isFirst = !ours.destroyed
    destroy.call(ours, error)
    if (isFirst) ours.emit('end')
    return ours
  }
  const events: string[] = []
  const req = request({ headers: { Connection: 'upgrade', Upgrade: 'x' }, createConnection: () => ours })
  req.on('error', (error: Error) => events.push(error.message)).end()
  await once(req, 'close')
  expect([events, ours.destroyed]).toEqual([[], true])
})
