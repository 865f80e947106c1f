import { deepStrictEqual } from 'node:assert'
import { inspect } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { expect, it } from 'vitest'
import { emptyObject } from './wide-object.js'

const SIZES = [0, 19, 20, 100]

it.each(SIZES)('an object for %i properties is like {}', (size) => {
  const object = emptyObject(size)
  deepStrictEqual(object, {})
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype)
  expect(Reflect.ownKeys(object)).toEqual([])
  expect(inspect(object)).toBe('{}')
  expect(structuredClone(object)).toEqual({})
})

it.skipIf(process.versions['bun'] !== undefined || process.versions['deno'] !== undefined)('V8 makes no hash table of 40 properties', () => {
  setFlagsFromString('--allow-natives-syntax')
  // This syntax exists only after the flag was set.
  const isFast = new Function('object', 'return %HasFastProperties(object)') as (object: object) => boolean
  const filled = (object: Record<string, unknown>): object => {
    for (let i = 0; i < 40; i++) object[`name ${i}`] = i
    return object
  }
  expect(isFast(filled(emptyObject(40)))).toBe(true)
  expect(isFast(filled({}))).toBe(false)
})
