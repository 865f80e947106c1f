import { once } from 'node:events'
import { expect, test } from 'vitest'
import { duplexPair } from './duplex-pair.js'

test('one end reads the bytes that the other writes, then their end', async () => {
  const [left, right] = duplexPair()
  left.write('ab')
  left.end('c')
  const chunks: Buffer[] = []
  for await (const chunk of right) chunks.push(chunk as Buffer)
  expect(Buffer.concat(chunks).toString()).toBe('abc')
})

test('a paused reader stops the writer', async () => {
  const [left, right] = duplexPair()
  const size = right.readableHighWaterMark
  left.write(Buffer.alloc(size))
  expect(left.write(Buffer.alloc(size))).toBe(false)
  right.resume()
  await once(left, 'drain')
  expect(left.writableLength).toBe(0)
})

test('after destroy(), the other end reads what was written, then the end', async () => {
  const [left, right] = duplexPair()
  left.write('last')
  left.destroy()
  const chunks: Buffer[] = []
  for await (const chunk of right) chunks.push(chunk as Buffer)
  expect(String(chunks[0])).toBe('last')
})
