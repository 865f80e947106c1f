/** The NO_PROXY rules as a table (M-15): the behaviour of Node 26 for each entry. curl supports more forms than Node. */
import { expect, test } from 'vitest'
import { bypassesProxy } from '../src/proxy/no-proxy.js'

const DIRECT = true
const PROXIED = false

test.each<[string, string, number, boolean]>([
  ['', 'a.test', 80, PROXIED],
  [',', 'a.test', 80, PROXIED],
  ['*', 'a.test', 80, DIRECT],
  ['b.test, *', 'a.test', 80, DIRECT],
  ['**', 'a.test', 80, PROXIED],
  // hosts
  ['a.test', 'a.test', 80, DIRECT],
  ['A.TEST', 'a.test', 80, DIRECT],
  ['a.test', 'A.Test', 80, DIRECT],
  ['a.test', 'b.a.test', 80, PROXIED],
  ['a.test', 'xa.test', 80, PROXIED],
  ['test', 'a.test', 80, PROXIED],
  ['a.test.', 'a.test', 80, PROXIED],
  ['a.test', 'a.test.', 80, PROXIED],
  ['http://a.test', 'a.test', 80, PROXIED],
  ['a-b.test', 'a-b.test', 80, DIRECT],
  // lists
  [' a.test , b.test ', 'b.test', 80, DIRECT],
  ['a.test\n,b.test', 'a.test', 80, DIRECT],
  ['a.test b.test', 'b.test', 80, PROXIED],
  // ports
  ['a.test:80', 'a.test', 80, DIRECT],
  ['a.test:81', 'a.test', 80, PROXIED],
  ['a.test:080', 'a.test', 80, PROXIED],
  ['a.test:', 'a.test', 80, PROXIED],
  ['.a.test:81', 'b.a.test', 81, PROXIED],
  // suffixes
  ['.a.test', 'b.a.test', 80, DIRECT],
  ['.a.test', 'a.test', 80, DIRECT],
  ['.a.test', 'xa.test', 80, PROXIED],
  ['*.a.test', 'b.a.test', 80, DIRECT],
  ['*.a.test', 'c.b.a.test', 80, DIRECT],
  ['*.a.test', 'a.test', 80, PROXIED],
  ['*a.test', 'ba.test', 80, PROXIED],
  ['a.*', 'a.test', 80, PROXIED],
  ['*.*.test', 'b.a.test', 80, PROXIED],
  ['.', 'a.test', 80, PROXIED],
  // addresses
  ['127.0.0.1', '127.0.0.1', 80, DIRECT],
  ['127.0.0.1:81', '127.0.0.1', 80, PROXIED],
  ['127.1', '127.0.0.1', 80, PROXIED],
  ['::1', '::1', 80, DIRECT],
  ['[::1]', '::1', 80, PROXIED],
  ['[::1]', '[::1]', 80, DIRECT],
  ['::1', '0:0:0:0:0:0:0:1', 80, PROXIED],
  // ranges
  ['10.0.0.1-10.0.0.9', '10.0.0.1', 80, DIRECT],
  ['10.0.0.1-10.0.0.9', '10.0.0.5', 81, DIRECT],
  ['10.0.0.1-10.0.0.9', '10.0.0.9', 80, DIRECT],
  ['10.0.0.1-10.0.0.9', '10.0.0.10', 80, PROXIED],
  ['10.0.0.9-10.0.0.1', '10.0.0.5', 80, PROXIED],
  ['1.2.3.4 - 1.2.3.9', '1.2.3.5', 80, DIRECT],
  ['10.0.0.1-10.0.0.9:81', '10.0.0.5', 81, PROXIED],
  ['127.0.0.0/8', '127.0.0.1', 80, PROXIED],
  ['1.2.3.4-x', '1.2.3.4', 80, PROXIED],
  ['::1-::5', '::3', 80, PROXIED],
])('NO_PROXY %j, %s port %i', (list, host, port, expected) => {
  expect(bypassesProxy(list, host, port)).toBe(expected)
})
