import { expect, test } from 'vitest'
import { ALL_LENIENCIES, checkValidationOptions, fieldLimit, headSizeLimit, messagePolicy } from './message-policy.js'

const STRICT = { lenient: 0, relaxedHeaderValues: false, lenientValues: false }
const RELAXED = { lenient: 0, relaxedHeaderValues: true, lenientValues: true }
const INSECURE = { lenient: ALL_LENIENCIES, relaxedHeaderValues: false, lenientValues: true }

test.each([
  [{}, STRICT],
  [{ httpValidation: 'strict' }, STRICT],
  [{ insecureHTTPParser: false }, STRICT],
  [{ httpValidation: 'relaxed' }, RELAXED],
  [{ httpValidation: 'insecure' }, INSECURE],
  [{ insecureHTTPParser: true }, INSECURE],
] as const)('%j', (options, expected) => {
  expect(messagePolicy(options, 0, {})).toEqual(expected)
  expect(messagePolicy(options, 0, {})).toBe(messagePolicy(options, 0, {}))
})

test('the default of the process applies if neither option is given', () => {
  const defaults = { insecureHTTPParser: true }
  expect(messagePolicy({}, 0, defaults)).toEqual(INSECURE)
  for (const options of [{ insecureHTTPParser: false }, { httpValidation: 'strict' } as const]) expect(messagePolicy(options, 0, defaults)).toEqual(STRICT)
})

test('leniencies by name add to the others and do not change what may be sent', () => {
  expect(messagePolicy({}, 4, {})).toEqual({ ...STRICT, lenient: 4 })
  expect(messagePolicy({ httpValidation: 'relaxed' }, 4, {})).toEqual({ ...RELAXED, lenient: 4 })
  expect(messagePolicy({ insecureHTTPParser: true }, 4, {})).toEqual(INSECURE)
})

test.each<[object, string, string]>([
  [{ insecureHTTPParser: 1 }, 'ERR_INVALID_ARG_TYPE', 'The "options.insecureHTTPParser" property must be of type boolean. Received type number (1)'],
  [{ httpValidation: 'loose' }, 'ERR_INVALID_ARG_VALUE', "The property 'options.httpValidation' must be one of: 'strict', 'relaxed', 'insecure'. Received 'loose'"],
  [
    { httpValidation: 'strict', insecureHTTPParser: false },
    'ERR_INVALID_ARG_VALUE',
    "The property 'options.httpValidation' cannot be used together with options.insecureHTTPParser. Received 'strict'",
  ],
])('%j is an error that names the option', (options, code, message) => {
  expect(() => checkValidationOptions(options)).toThrow(expect.objectContaining({ code, message }) as Error)
})

test('a positive maxHeaderSize is the limit; otherwise it is the default, which may be 0', () => {
  expect([1, 1.5, Infinity].map((size) => headSizeLimit(size, { maxHeaderSize: 7 }))).toEqual([1, 1.5, Infinity])
  const others = [undefined, null, 0, -1, NaN, '5', true, {}]
  expect(others.map((size) => headSizeLimit(size, {}))).toEqual(others.map(() => 16_384))
  expect(others.map((size) => headSizeLimit(size, { maxHeaderSize: 0 }))).toEqual(others.map(() => 0))
})

test('maxHeadersCount has the same meaning as in Node 26', () => {
  const nothing = [undefined, null, '3', '', 'x', true, false, [3], {}, 3n, Symbol('s'), () => 3, { valueOf: () => 3 }, Object(3)]
  expect(nothing.map(fieldLimit)).toEqual(nothing.map(() => null))
  expect([3, 3.7, 2 ** 32 + 3].map(fieldLimit)).toEqual([3, 3, 3])
  const unlimited = [0, -0, -1, -3, 0.5, -0.5, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 32, 1e300]
  expect(unlimited.map(fieldLimit)).toEqual(unlimited.map(() => 0))
})
