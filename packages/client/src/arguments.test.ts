import { expect, test } from 'vitest'
import { readArguments } from './arguments.js'

const listener = (): void => {}

test.each<[string, unknown[], object]>([
  ['a URL string', ['http://a.test/b?c'], { hostname: 'a.test', path: '/b?c' }],
  ['a URL with options, which take precedence', [new URL('http://a.test/b'), { path: '/c' }, listener], { hostname: 'a.test', path: '/c' }],
  ['a URL and a listener', ['http://a.test/', listener], { hostname: 'a.test' }],
  ['a URL, null and a listener', ['http://a.test/', null, listener], { hostname: 'a.test' }],
  ['an IPv6 host loses its brackets', ['http://[::1]:8/'], { hostname: '::1', port: 8 }],
  ['user information, decoded', ['http://a%20b:c@a.test/'], { auth: 'a b:c' }],
  ['options', [{ host: 'a.test' }, listener], { host: 'a.test' }],
])('%s', (_title, [input, options, callback], expected) => {
  const { merged, listener: found } = readArguments(input, options, callback, true)
  expect(merged).toMatchObject(expected)
  expect(found).toBe([options, callback].find((argument) => typeof argument === 'function') ?? callback)
})

test('the options are a new object that inherits nothing', () => {
  const options = { host: 'a.test' }
  const { merged } = readArguments(options, undefined, undefined, true)
  expect(merged).not.toBe(options)
  expect('toString' in merged).toBe(false)
})

test.each([undefined, null, 5, 5n, true, Symbol('s'), listener])('%s is not a URL or options', (input) => {
  expect(() => readArguments(input, undefined, undefined, true)).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE', message: expect.stringContaining('The "input" argument must be of type string or an instance of URL or Object.') as string }) as Error,
  )
})

test.each([5, 'x', true])('%s is not an object with options', (options) => {
  expect(() => readArguments('http://a.test/', options, undefined, true)).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE', message: expect.stringContaining('The "options" argument must be an instance of Object.') as string }) as Error,
  )
})

test('a string that is not a URL is an error with the input', () => {
  expect(() => readArguments('nonsense', undefined, undefined, true)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_URL', input: 'nonsense' }) as Error)
})

test('a family that accepts any input ignores a value that is not an object, as Node does', () => {
  for (const input of [undefined, null, 5, true]) expect({ ...readArguments(input, undefined, undefined, false).merged }).toEqual({})
  expect(readArguments('http://a.test/', 5, undefined, false).merged).toMatchObject({ hostname: 'a.test' })
})
