import { describe, expect, it } from 'vitest'
import { latin1, latin1OfChunk, latin1Portably } from './latin1.js'

const every = Uint8Array.from({ length: 256 }, (_, i) => i)
const everyChar = Array.from(every, (byte) => String.fromCharCode(byte)).join('')

describe.each([
  ['with Buffer', latin1],
  ['without Buffer', latin1Portably],
])('latin1 %s', (_, latin1) => {
  it('turns each byte of a Buffer into the character with its code', () => {
    expect(latin1(Buffer.from(every), 0, 256)).toBe(everyChar)
  })

  it('does the same for a plain Uint8Array', () => {
    expect(latin1(every, 0, 256)).toBe(everyChar)
    expect(latin1(every, 128, 130)).toBe('\x80\x81')
    expect(latin1(every, 7, 7)).toBe('')
  })

  it('does not call methods of a subclass', () => {
    class Odd extends Uint8Array {
      latin1Slice(): string {
        return 'odd'
      }
    }
    expect(latin1(Odd.from(every), 65, 67)).toBe('AB')
  })

  it('handles ranges longer than one call of fromCharCode allows', () => {
    const long = new Uint8Array(1_000_001).fill(0x61)
    expect(latin1(long, 1, long.length)).toBe('a'.repeat(1_000_000))
  })
})

it('the text of a chunk is the same with and without its method latin1Slice', () => {
  expect(latin1OfChunk(Buffer.from(every), 100, 200)).toBe(everyChar.slice(100, 200))
  expect(latin1OfChunk(every, 100, 200)).toBe(everyChar.slice(100, 200))
})
