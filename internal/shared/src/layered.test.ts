import { expect, test } from 'vitest'
import { layeredReader } from './layered.js'

interface Options {
  flag?: boolean
  age?: number
  most?: number | undefined
  wait?: number
  mode?: 'a' | 'b'
  names?: readonly string[]
  waits?: { a?: number | undefined; b?: number } | undefined
  any?: readonly string[] | undefined
}

const read = layeredReader<Options>({
  flag: { is: 'boolean', byDefault: false },
  age: { is: 'number', min: 0, byDefault: Infinity },
  most: { is: 'integer', min: 1, byDefault: undefined },
  wait: { is: 'timeout', byDefault: 0 },
  mode: { is: 'one of', values: ['a', 'b'], byDefault: 'a' },
  names: { is: 'list', of: ['X', 'Y'], byDefault: [] },
  waits: { is: 'timeouts', of: ['a', 'b'], byDefault: undefined },
  any: { is: 'names', byDefault: undefined },
})

test('without the option, the reader always returns the same object of defaults', () => {
  expect(read(undefined)).toEqual({ flag: false, age: Infinity, most: undefined, wait: 0, mode: 'a', names: [], waits: undefined, any: undefined })
  expect(read(undefined)).toBe(read(undefined))
})

test('the reader returns given values, and defaults for undefined ones', () => {
  expect(read({ flag: true, age: 1, most: undefined, wait: 2 ** 40, names: ['X'], waits: { a: undefined, b: 2 ** 40 }, any: ['a/1'] })).toEqual({ flag: true, age: 1, most: undefined, wait: 2 ** 31 - 1, mode: 'a', names: ['X'], waits: { b: 2 ** 31 - 1 }, any: ['a/1'] })
})

test.each<[unknown, string]>([
  [null, 'The "options.layered" property must be of type object. Received null'],
  [[], 'The "options.layered" property must be of type object. Received an instance of Array'],
  ['x', 'The "options.layered" property must be of type object. Received type string (\'x\')'],
  [{ flga: 1 }, "The property 'options.layered.flga' is not an option here; the options are: 'flag', 'age', 'most', 'wait', 'mode', 'names', 'waits', 'any'. Received 1"],
  [{ toString: Object.create(null) as unknown }, "The property 'options.layered.toString' is not an option here; the options are: 'flag', 'age', 'most', 'wait', 'mode', 'names', 'waits', 'any'. Received [Object: null prototype] {}"],
  [{ flag: 1 }, 'The "options.layered.flag" property must be of type boolean. Received type number (1)'],
  [{ age: -1 }, 'The value of "options.layered.age" is out of range. It must be >= 0. Received -1'],
  [{ age: '1' }, 'The "options.layered.age" property must be of type number. Received type string (\'1\')'],
  [{ most: 1.5 }, 'The value of "options.layered.most" is out of range. It must be an integer. Received 1.5'],
  [{ wait: Infinity }, 'The value of "options.layered.wait" is out of range. It must be a non-negative finite number. Received Infinity'],
  [{ mode: null }, "The property 'options.layered.mode' must be one of: 'a', 'b'. Received null"],
  [{ names: 'X' }, 'The "options.layered.names" property must be an instance of Array. Received type string (\'X\')'],
  [{ waits: 5 }, 'The "options.layered.waits" property must be of type object. Received type number (5)'],
  [{ waits: { c: 1 } }, "The property 'options.layered.waits.c' is not an option here; the options are: 'a', 'b'. Received 1"],
  [{ waits: { a: '1' } }, 'The "options.layered.waits.a" property must be of type number. Received type string (\'1\')'],
  [{ any: 'X' }, 'The "options.layered.any" property must be an instance of Array. Received type string (\'X\')'],
  [{ any: ['a', 'b,c'] }, "The property 'options.layered.any' must be a list of names. Received 'b,c'"],
  [{ any: [''] }, "The property 'options.layered.any' must be a list of names. Received ''"],
  [{ any: [1] }, "The property 'options.layered.any' must be a list of names. Received 1"],
  [{ names: ['X', {}] }, "The property 'options.layered.names' must be one of: 'X', 'Y'. Received {}"],
])('%j is an error that names the option', (layered, message) => {
  expect(() => read(layered)).toThrow(expect.objectContaining({ message }) as Error)
})
