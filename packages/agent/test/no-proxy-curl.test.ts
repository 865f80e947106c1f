/** The option `layered: { noProxy: 'curl' }`: NO_PROXY by the rules of curl, as a table, and in an agent. */
import { expect, test } from 'vitest'
import { bypassesProxyAsCurl } from '../src/proxy/no-proxy-curl.js'
import { get, pool, portEcho } from './support.js'

const DIRECT = true
const PROXIED = false

test.each<[string, string, number, boolean]>([
  ['', 'a.test', 80, PROXIED],
  [' , ', 'a.test', 80, PROXIED],
  ['*', 'a.test', 80, DIRECT],
  ['b.test *', 'a.test', 80, DIRECT],
  ['**', 'a.test', 80, PROXIED],
  // hosts and all below them
  ['a.test', 'a.test', 80, DIRECT],
  ['A.test', 'b.A.TEST', 80, DIRECT],
  ['a.test', 'xa.test', 80, PROXIED],
  ['a.test', 'test', 80, PROXIED],
  ['.a.test', 'a.test', 80, DIRECT],
  ['.a.test', 'c.b.a.test', 80, DIRECT],
  ['.a.test', 'xa.test', 80, PROXIED],
  ['a.test.', 'a.test', 80, DIRECT],
  ['a.test', 'a.test.', 80, DIRECT],
  ['*.a.test', 'b.a.test', 80, DIRECT],
  ['test', 'a.test', 80, DIRECT],
  ['.', 'a.test', 80, PROXIED],
  ['b.test, a.test', 'a.test', 80, DIRECT],
  ['b.test a.test', 'a.test', 80, DIRECT],
  // ports
  ['a.test:80', 'a.test', 80, DIRECT],
  ['a.test:80', 'b.a.test', 80, DIRECT],
  ['a.test:81', 'a.test', 80, PROXIED],
  ['.a.test:81', 'b.a.test', 81, DIRECT],
  ['*:81', 'a.test', 81, DIRECT],
  ['*:81', 'a.test', 80, PROXIED],
  ['10.0.0.0/8:81', '10.1.2.3', 81, DIRECT],
  ['[fd00::/8]:81', 'fd00::1', 80, PROXIED],
  ['[::1]:81', '::1', 81, DIRECT],
  ['[::1]:81', '::1', 80, PROXIED],
  // addresses and networks
  ['127.0.0.1', '127.0.0.1', 80, DIRECT],
  ['0.0.1', '127.0.0.1', 80, PROXIED],
  ['10.0.0.0/8', '10.255.0.1', 80, DIRECT],
  ['10.0.0.0/8', '11.0.0.1', 80, PROXIED],
  ['10.0.0.0/0', '11.0.0.1', 80, DIRECT],
  ['10.0.0.0/33', '10.0.0.0', 80, PROXIED],
  ['10.0.0.0/x', '10.0.0.0', 80, PROXIED],
  ['10.0.0.0/8/8', '10.0.0.0', 80, PROXIED],
  ['10.0.0.0/8', 'a.test', 80, PROXIED],
  ['192.168.1.128/25', '192.168.1.127', 80, PROXIED],
  ['192.168.1.128/25', '192.168.1.200', 80, DIRECT],
  ['::1', '0:0:0:0:0:0:0:1', 80, DIRECT],
  ['[::1]', '::1', 80, DIRECT],
  ['::1', '[::1]', 80, DIRECT],
  ['[fd00::]/8', 'fdff::1', 80, DIRECT],
  ['fd00::/8', 'fdff::1', 80, DIRECT],
  ['fd00::/8', 'fe80::1', 80, PROXIED],
  // as Node
  ['10.0.0.1-10.0.0.9', '10.0.0.5', 80, DIRECT],
])('NO_PROXY %j, %s port %i', (list, host, port, expected) => {
  expect(bypassesProxyAsCurl(list, host, port)).toBe(expected)
})

test("noProxy: 'curl' in an agent: a network and a host in capitals are reached without the proxy; by default they are not", async () => {
  const port = await portEcho()
  const proxyEnv = { HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.0/8' }
  expect((await get(port, pool({ proxyEnv, layered: { noProxy: 'curl' } }))).body).toMatch(/^\d+$/)
  await expect(get(port, pool({ proxyEnv }))).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
