import { describe, expect, it } from 'vitest'
import { hasToken } from './index.js'

describe('hasToken', () => {
  it('H-17 finds whole words in any case', () => {
    for (const list of ['chunked', 'Chunked', 'gzip, CHUNKED', 'gzip,chunked,x', ' chunked ', 'chunked;q=1', 'xchunked, chunked', 'x-chunked', 'chunked-x', 'a.chunked', '\xe9chunked', '"chunked"']) expect([list, hasToken(list, 'chunked')]).toEqual([list, true])
    for (const list of ['', 'xchunked', 'chunkedx', 'chunke', 'x_chunked', 'chunked_', 'chunked1', 'chunkedchunked']) expect([list, hasToken(list, 'chunked')]).toEqual([list, false])
    expect(hasToken('100-Continue, foo', '100-continue')).toBe(true)
  })

  it('is linear: a mebibyte of near misses is read quickly', () => {
    expect(hasToken('xclose'.repeat(180_000), 'close')).toBe(false)
    expect(hasToken('a,'.repeat(500_000), 'a')).toBe(true)
  })
})
