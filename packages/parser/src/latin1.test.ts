import { describe, expect, it } from 'vitest'
import { latin1 } from './latin1.js'

const every = Uint8Array.from({ length: 256 }, (_, i) => i)
const everyChar = Array.from(every, (byte) => String.fromCharCode(byte)).join('')

describe('latin1', () => {
  it('gives each byte its own char code, for a Buffer', () => {
    expect(latin1(Buffer.from(every), 0, 256)).toBe(everyChar)
  })

  it('does the same for a plain Uint8Array, which has no latin1Slice', () => {
    expect((every as { latin1Slice?: unknown }).latin1Slice).toBe(undefined)
    expect(latin1(every, 0, 256)).toBe(everyChar)
    expect(latin1(every, 128, 130)).toBe('\x80\x81')
    expect(latin1(every, 7, 7)).toBe('')
  })

  it('handles ranges longer than one call can take', () => {
    const long = new Uint8Array(1_000_001).fill(0x61)
    expect(latin1(long, 1, long.length)).toBe('a'.repeat(1_000_000))
  })
})
