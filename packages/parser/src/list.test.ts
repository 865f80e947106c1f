import { growth, LINEAR_GROWTH } from '@layered-http/test-kit'
import { expect, test } from 'vitest'
import { listMembers } from './list.js'
import { isChunkedLast } from './strict.js'

test('members of several fields, in small letters, without blanks and empty ones', () => {
  expect(listMembers(['Gzip, \tChunked ', '', ',a b,'])).toEqual(['gzip', 'chunked', 'a b'])
  // A no-break space is not white space.
  expect(listMembers(['chunked\xa0'])).toEqual(['chunked\xa0'])
})

test('blanks inside a member take linear time', () => {
  expect(growth(300, (size) => [`a${' '.repeat(size)}b`], isChunkedLast)).toBeLessThan(LINEAR_GROWTH)
})
