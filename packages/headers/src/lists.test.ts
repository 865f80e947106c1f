import { describe, expect, it } from 'vitest'
import { hasToken, keepAliveParameters, listMembers, weightedMembers } from './index.js'

describe('hasToken', () => {
  it('H-17 finds whole words in any case', () => {
    for (const list of ['chunked', 'Chunked', 'gzip, CHUNKED', 'gzip,chunked,x', ' chunked ', 'chunked;q=1', 'xchunked, chunked', 'x-chunked', 'chunked-x', 'a.chunked', '\xe9chunked', '"chunked"']) expect([list, hasToken(list, 'chunked')]).toEqual([list, true])
    for (const list of ['', 'xchunked', 'chunkedx', 'chunke', 'x_chunked', 'chunked_', 'chunked1', 'chunkedchunked']) expect([list, hasToken(list, 'chunked')]).toEqual([list, false])
    expect(hasToken('100-Continue, foo', '100-continue')).toBe(true)
  })

  it('is linear: a mebibyte of near misses is read in a moment', () => {
    expect(hasToken('xclose'.repeat(180_000), 'close')).toBe(false)
    expect(hasToken('a,'.repeat(500_000), 'a')).toBe(true)
  })
})

describe('listMembers', () => {
  it('leaves white space and empty members out, and respects quotes', () => {
    expect(listMembers('')).toEqual([])
    expect(listMembers(' ,\t, ')).toEqual([])
    expect(listMembers('Close , keep-alive\t,,X')).toEqual(['close', 'keep-alive', 'x'])
    expect(listMembers('a;b="c,\\"d", e')).toEqual(['a;b="c,\\"d"', 'e'])
    expect(listMembers('a,"open, b')).toEqual(['a', '"open, b'])
    expect(listMembers('a,"b\\')).toEqual(['a', '"b\\'])
  })

  it('is linear', () => {
    expect(listMembers(' '.repeat(500_000) + ','.repeat(500_000))).toEqual([])
    expect(listMembers('"'.repeat(1_000_001))).toHaveLength(1)
  })
})

describe('parameters', () => {
  it('of Keep-Alive are whole numbers, the first of a name', () => {
    expect(keepAliveParameters('timeout=5, max=100')).toEqual({ timeout: 5, max: 100 })
    expect(keepAliveParameters('Timeout = "7" ,timeout=8')).toEqual({ timeout: 7 })
    expect(keepAliveParameters('timeout=-1, max=1.5, other=3, max')).toEqual({})
    expect(keepAliveParameters(`timeout=${'9'.repeat(400)}`)).toEqual({})
    expect(keepAliveParameters('')).toEqual({})
  })

  it('of TE are weights from 0 to 1', () => {
    expect(weightedMembers('trailers, deflate;q=0.5, gzip;x=1;q=0, br;q=2')).toEqual([
      { name: 'trailers', weight: 1 },
      { name: 'deflate', weight: 0.5 },
      { name: 'gzip', weight: 0 },
      { name: 'br', weight: 0 },
    ])
  })
})
