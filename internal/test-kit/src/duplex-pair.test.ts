import { once } from 'node:events'
import { expect, test } from 'vitest'
import { duplexPair } from './duplex-pair.js'

test('what one end writes, the other reads, and the end of it', async () => {
  const [left, right] = duplexPair()
  left.write('ab')
  left.end('c')
  const chunks: Buffer[] = []
  for await (const chunk of right) chunks.push(chunk as Buffer)
  expect(Buffer.concat(chunks).toString()).toBe('abc')
})

test('a reader that stalls stops the writer', async () => {
  const [left, right] = duplexPair()
  const size = right.readableHighWaterMark
  left.write(Buffer.alloc(size))
  expect(left.write(Buffer.alloc(size))).toBe(false)
  right.resume()
  await once(left, 'drain')
  expect(left.writableLength).toBe(0)
})

test('destroying one end ends the input of the other, after what was written', async () => {
  const [left, right] = duplexPair()
  left.write('last')
  left.destroy()
  const chunks: Buffer[] = []
  for await (const chunk of right) chunks.push(chunk as Buffer)
  expect(String(chunks[0])).toBe('last')
})
