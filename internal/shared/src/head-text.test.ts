import { expect, test } from 'vitest'
import { headText } from './index.js'

test('a head is the first line, a line for each field in the given order, and an empty line', () => {
  expect(headText('HTTP/1.1 100 Continue')).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  expect(headText('CONNECT a:1 HTTP/1.1', [['B', '1'], ['A', ''], ['b', '\xff']])).toBe('CONNECT a:1 HTTP/1.1\r\nB: 1\r\nA: \r\nb: \xff\r\n\r\n')
})
