import { expect, test } from 'vitest'
import { mergedPoolKey } from './key.js'

test('a name that asks for another key while it is made into text changes neither key', () => {
  const other = { host: 'other', port: 2 }
  const localAddress = {
    toString() {
      mergedPoolKey(other, {})
      return '127.0.0.1'
    },
  } as unknown as string
  expect(mergedPoolKey({ host: 'one', port: 1, localAddress }, {})).toBe('one:1:127.0.0.1')
  expect(mergedPoolKey(other, {})).toBe('other:2:')
})
