import { Readable, Writable } from 'node:stream'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { BodyTap, tapReceived, tapSent } from './body.js'

const tapWith = (limit: number, ...pieces: (string | Uint8Array)[]): BodyTap => {
  const tap = new BodyTap(limit)
  for (const piece of pieces) tap.add(piece, undefined)
  return tap
}

test('without a limit bytes are counted, and none kept', () => {
  const tap = tapWith(0, 'ä', Buffer.alloc(10))
  expect([tap.bytes, tap.text('text/plain', '')]).toEqual([12, undefined])
})

test('a body over the limit is cut, at a whole character, and says so', () => {
  expect(tapWith(4, 'abcä', 'rest').text('text/plain', '')).toEqual({ text: 'abc', isBase64: false, size: 9, comment: 'the first 4 of 9 bytes' })
})

test('bytes of other media types are base64, and so is text that is not UTF-8', () => {
  expect(tapWith(9, Buffer.from([1, 2, 3])).text('image/png', '')).toMatchObject({ text: 'AQID', isBase64: true, size: 3 })
  expect(tapWith(9, Buffer.from([0xff, 0xfe])).text('text/plain', '')).toMatchObject({ text: '//4=', isBase64: true })
})

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('the coding %s is undone, if the whole body is there', (coding, code) => {
  const body = code(Buffer.from('{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}'))
  expect(tapWith(100, body).text('application/json', coding)).toEqual({ text: '{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}', isBase64: false, size: 45, comment: undefined })
  expect(tapWith(body.length - 1, body).text('application/json', coding)).toMatchObject({ isBase64: true, size: body.length })
})

test('a coded body that would become too large stays coded', () => {
  const bomb = gzipSync(Buffer.alloc(10_000_000))
  const tap = tapWith(bomb.length, bomb)
  expect(tap.text('text/plain', 'gzip')).toMatchObject({ isBase64: true, size: bomb.length })
})

test('a kept piece is a copy', () => {
  const piece = Buffer.from('abc')
  const tap = tapWith(9, piece)
  piece.fill('x')
  expect(tap.text('text/plain', '')?.text).toBe('abc')
})

test('taps see strings in their encoding, and change no result', () => {
  const written: string[] = []
  const sink = new Writable({ write: (chunk, _encoding, callback) => (written.push(String(chunk)), callback()) })
  const source = new Readable({ read() {} })
  const [sent, received] = [new BodyTap(99), new BodyTap(99)]
  tapSent(sink, sent)
  tapReceived(source, received)
  expect([sink.write('616263', 'hex'), sink.end('d'), source.push('e'), source.push(null)]).toEqual([true, sink, true, false])
  expect([sent.bytes, sent.text('text/plain', '')?.text, received.text('text/plain', '')?.text, written.join('')]).toEqual([4, 'abcd', 'e', 'abcd'])
  expect(Object.keys(sink)).not.toContain('write')
})
