import { expect, test } from 'vitest'
import { chunkLength } from './chunk-length.js'

test('empty data makes no chunk', () => {
  expect(chunkLength(0)).toBe(0)
})

test('the length is that of the text of the chunk, also if its size needs one more digit', () => {
  for (const bytes of [1, 15, 16, 17, 255, 256, 4095, 4096, 65_535, 65_536, 0xff_ffff, 0x100_0000, 0x7fff_ffff]) {
    expect(chunkLength(bytes)).toBe(`${bytes.toString(16)}\r\n`.length + bytes + '\r\n'.length)
  }
})
