/** setGlobalProxyFromEnv and the global agent of https. The program may load https after the call. */
import http from '@layered-http/compat-node-http'
import { expect, test } from 'vitest'

interface WithOptions {
  options: { proxyEnv?: object }
}
const proxyEnvOf = (agent: unknown): object | undefined => (agent as WithOptions).options.proxyEnv

test('the global agents of http and https use the proxies until restore(), also if https is loaded after the call', async () => {
  const env = { https_proxy: 'http://127.0.0.1:1', http_proxy: 'http://127.0.0.1:2' }
  const before = http.globalAgent
  const restore = http.setGlobalProxyFromEnv(env)
  const { default: https } = await import('@layered-http/compat-node-http/https')
  expect(proxyEnvOf(http.globalAgent)).toEqual(env)
  expect(proxyEnvOf(https.globalAgent)).toEqual(env)
  expect(https.globalAgent).toBeInstanceOf(https.Agent)
  restore()
  expect(http.globalAgent).toBe(before)
  const plain = https.globalAgent
  expect(proxyEnvOf(plain)).toBeUndefined()

  const only = http.setGlobalProxyFromEnv({ https_proxy: 'http://127.0.0.1:1' })
  expect(http.globalAgent).toBe(before)
  expect(https.globalAgent).not.toBe(plain)
  only()
  expect(https.globalAgent).toBe(plain)
})

test("a proxy that is not one of http or https is no error, as with Node's agents", async () => {
  const { default: https } = await import('@layered-http/compat-node-http/https')
  for (const url of ['socks5://a', 'a.test:80']) {
    for (const { Agent } of [http, https]) expect(() => new Agent({ proxyEnv: { HTTP_PROXY: url, HTTPS_PROXY: url } } as object)).not.toThrow()
  }
})
