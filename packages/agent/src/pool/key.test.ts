import { expect, test } from 'vitest'
import { mergedPoolKey } from './key.js'

test('an option whose toString() makes another key changes neither key', () => {
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
