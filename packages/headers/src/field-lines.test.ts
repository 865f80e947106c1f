import { describe, expect, it } from 'vitest'
import { checkHeader, trailerText } from './index.js'

const STRICT = { uniqueHeaders: null, lenientValues: false }

describe('trailerText', () => {
  it('has one line for each item, from an object or from pairs', () => {
    expect(trailerText({ A: '1', b: ['2', '3'], Cookie: ['c', 'd'], none: [] }, STRICT)).toBe('A: 1\r\nb: 2\r\nb: 3\r\nCookie: c\r\nCookie: d\r\n')
    expect(trailerText([['A', 1], ['A', '2']], STRICT)).toBe('A: 1\r\nA: 2\r\n')
  })

  it('has one line for each name in uniqueHeaders', () => {
    expect(trailerText({ 'X-List': ['a', 'b'], y: ['c', 'd'] }, { uniqueHeaders: new Set(['x-list']), lenientValues: false })).toBe('X-List: a; b\r\ny: c\r\ny: d\r\n')
  })

  it('refuses invalid names and values', () => {
    expect(() => trailerText({ 'a b': 'x' }, STRICT)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_HTTP_TOKEN', message: 'Trailer name must be a valid HTTP token ["a b"]' }))
    expect(() => trailerText({ a: ['x', 'y\n'] }, STRICT)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR', message: 'Invalid character in trailer content ["a"]' }))
    expect(() => trailerText([5 as never], STRICT)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_HTTP_TOKEN' }))
    expect(trailerText({ a: '\x01' }, { uniqueHeaders: null, lenientValues: true })).toBe('a: \x01\r\n')
  })

  it('sends the string that it checked, even if the object returns another string each time', () => {
    let times = 0
    const value = { toString: () => (times++ === 0 ? 'good' : 'bad\r\nX: injected') } as never
    expect(trailerText({ a: value }, STRICT)).toBe('a: good\r\n')
  })
})

describe('checkHeader', () => {
  it('checks the name, the value, and each item of an array', () => {
    expect(() => checkHeader('a', 'b', STRICT)).not.toThrow()
    expect(() => checkHeader('a b', 'b', STRICT)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_HTTP_TOKEN' }))
    expect(() => checkHeader('a', undefined, STRICT)).toThrow(expect.objectContaining({ code: 'ERR_HTTP_INVALID_HEADER_VALUE' }))
    expect(() => checkHeader('a', ['b', 'c\n'], STRICT)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }))
    expect(() => checkHeader('a', ['b', undefined as never], STRICT)).not.toThrow()
    expect(() => checkHeader('a', '\x01', { ...STRICT, lenientValues: true })).not.toThrow()
  })
})
