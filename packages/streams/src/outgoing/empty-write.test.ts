import { Duplex } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { afterOutput } from './empty-write.js'

const versions = Object.getOwnPropertyDescriptor(process, 'versions')!
afterEach(() => {
  Object.defineProperty(process, 'versions', versions)
})

/** Returns a TLS socket that never calls back a write without a byte, as in Deno, and what it has written. */
function socketOfDeno(): { socket: Duplex; written: string[] } {
  const written: string[] = []
  const take = (pieces: { chunk: Buffer }[], callback: () => void): void => {
    const bytes = Buffer.concat(pieces.map(({ chunk }) => chunk))
    written.push(String(bytes))
    if (bytes.length > 0) setImmediate(callback)
  }
  const socket = new Duplex({ write: (chunk: Buffer, _encoding, callback) => take([{ chunk }], callback), writev: take as never })
  return { socket: Object.assign(socket, { encrypted: true }), written }
}

test('the callback comes when all earlier output was taken', async () => {
  const events: string[] = []
  const socket = new Duplex({ write: (chunk: Buffer, _encoding, callback) => setImmediate(() => (events.push(`took '${String(chunk)}'`), callback())) })
  socket.write('a')
  socket.write('b')
  await new Promise<void>((resolve) => afterOutput(socket, () => resolve()))
  expect(events).toEqual(["took 'a'", "took 'b'", "took ''"])
})

test('Deno: an empty write does not reach a TLS socket, alone or gathered, and later writes leave', async () => {
  Object.defineProperty(process, 'versions', { ...versions, value: { ...process.versions, deno: '2.9.6' } })
  const { socket, written } = socketOfDeno()
  await new Promise<void>((resolve) => afterOutput(socket, () => resolve()))
  socket.write('a')
  // These two are gathered: both wait for the first write.
  await Promise.all([new Promise<void>((resolve) => afterOutput(socket, () => resolve())), new Promise<void>((resolve) => afterOutput(socket, () => resolve()))])
  socket.write('b')
  afterOutput(socket, () => {})
  await new Promise((resolve) => socket.write('c', resolve))
  expect(written).toEqual(['a', 'b', 'c'])
})

test('Deno: a socket that fails calls back with its error', async () => {
  Object.defineProperty(process, 'versions', { ...versions, value: { ...process.versions, deno: '2.9.6' } })
  const { socket } = socketOfDeno()
  socket.on('error', () => {}).write('a')
  const failed = new Promise<Error | null | undefined>((resolve) => afterOutput(socket, resolve))
  socket.destroy(new Error('lost'))
  expect((await failed)?.message).toBe('lost')
})
