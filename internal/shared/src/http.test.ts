import { expect, test } from 'vitest'
import { withBrackets, withoutBrackets } from './index.js'

test.each([
  ['example.org', 'example.org'],
  ['127.0.0.1', '127.0.0.1'],
  ['::1', '[::1]'],
  ['fe80::1%eth0', '[fe80::1%eth0]'],
])('the host %s is %s in a URL, and back', (host, inUrl) => {
  expect(withBrackets(host)).toBe(inUrl)
  expect(withBrackets(inUrl)).toBe(inUrl)
  expect(withoutBrackets(inUrl)).toBe(host)
})
