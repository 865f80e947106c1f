import { expect, test } from 'vitest'
import { DEFAULT_WRITE_OPTIONS, uniqueHeaderNames } from './write-options.js'

test('the default options are those of Node, and cannot be changed', () => {
  expect(DEFAULT_WRITE_OPTIONS).toEqual({ uniqueHeaders: null, lenientValues: false, rejectNonStandardBodyWrites: false })
  expect(Object.isFrozen(DEFAULT_WRITE_OPTIONS)).toBe(true)
})

test('H-15 names become a set in lower case', () => {
  expect(uniqueHeaderNames(['X-A', 'x-b', 'X-A'])).toEqual(new Set(['x-a', 'x-b']))
})

test('no names, and values that are not an array, are null', () => {
  for (const names of [[], undefined, null, 'X-A', {}, new Set(['X-A'])]) expect(uniqueHeaderNames(names)).toBe(null)
})

test('a name that is not a string is a TypeError', () => {
  expect(() => uniqueHeaderNames([1])).toThrow(TypeError)
  expect(() => uniqueHeaderNames([undefined])).toThrow(TypeError)
})
