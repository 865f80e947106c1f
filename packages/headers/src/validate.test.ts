import http from 'node:http'
import { describe, expect, it } from 'vitest'
import { hasInvalidValueChar, isToken, validateHeaderName, validateHeaderValue } from './index.js'

/** Returns the error that a check throws as plain data; null if it does not throw. */
function outcome(check: () => void): object | null {
  try {
    check()
    return null
  } catch (error) {
    const { name, message, code } = error as Error & { code?: string }
    return { name, message, code }
  }
}

const chars = Array.from({ length: 300 }, (_, code) => String.fromCharCode(code))

class Headings {
  toString(): string {
    return 'own text'
  }
}
class Plain {
  field = 1
}

describe("against node:http's own checks", () => {
  it('H-10 names: every character, values that are not strings, and the label', () => {
    for (const name of [...chars, ...chars.map((char) => `a${char}`), '', 'Host', 5, null, undefined, true, Symbol('s')] as string[]) {
      expect([name, outcome(() => validateHeaderName(name))]).toEqual([name, outcome(() => http.validateHeaderName(name))])
    }
    const things: unknown[] = [{}, { a: 1 }, { a: { b: 1 } }, { 'b c': 'x', d: [], e: [1], f: {} }, { g: 5n, h: null, i: () => {} }, [], ['a', "b'"], [['a']], [null, undefined, Symbol('s')]]
    things.push(Object.create(null), { toString: () => 'x' }, new Headings(), new Plain(), () => 5, -0, NaN, 10n, false, { toString: null }, Buffer.from('a b'), /x/g)
    for (const name of things as string[]) expect([name, outcome(() => validateHeaderName(name))]).toEqual([name, outcome(() => http.validateHeaderName(name))])
    for (const label of ['', 'Label', {}, 5, null, Symbol('l'), ['x']] as string[]) {
      expect(outcome(() => validateHeaderName('', label))).toEqual(outcome(() => (http.validateHeaderName as typeof validateHeaderName)('', label)))
    }
    expect(outcome(() => validateHeaderName('a b', 'Trailer name'))).toEqual(outcome(() => (http.validateHeaderName as typeof validateHeaderName)('a b', 'Trailer name')))
  })

  it('H-11 values: every character, and values that are not strings', () => {
    for (const value of [...chars, ...chars.map((char) => `a${char}b`), '', 5, null, undefined, true, {}, [], ['a', 'b'], ['a\n']] as string[]) {
      expect([value, outcome(() => validateHeaderValue('N', value))]).toEqual([value, outcome(() => http.validateHeaderValue('N', value))])
    }
    for (const name of [{ a: 1 }, 5, null, undefined, ''] as string[]) {
      for (const value of [undefined, 'a\nb']) expect([name, value, outcome(() => validateHeaderValue(name, value))]).toEqual([name, value, outcome(() => http.validateHeaderValue(name, value as string))])
    }
  })
})

describe('lenient values', () => {
  it('H-13 refuse NUL, CR, LF and characters above U+00FF', () => {
    expect(chars.filter((char) => hasInvalidValueChar(char, true)).map((char) => char.charCodeAt(0))).toEqual([0, 10, 13, ...Array.from({ length: 44 }, (_, i) => 256 + i)])
  })
})

describe('isToken', () => {
  it('accepts the 77 characters of a token', () => {
    expect(chars.filter(isToken).join('')).toBe("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~")
    expect(isToken('')).toBe(false)
  })
})
