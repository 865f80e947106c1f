/** proxy-agent, http-proxy-agent and https-proxy-agent through a forward proxy. */
import { HttpProxyAgent } from 'http-proxy-agent'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { ProxyAgent } from 'proxy-agent'
import { startProxy } from '../lib/forward-proxy.mjs'
import { exerciseClient, startTarget } from '../lib/target.mjs'

export async function run(context) {
  const { ask, check, cleanup, secure } = context
  const target = await startTarget(context)
  const { base } = target
  const { url, seen, close } = await startProxy()
  cleanup(close)
  const agents = { 'proxy-agent': new ProxyAgent({ getProxyForUrl: () => url }), [secure ? 'https-proxy-agent' : 'http-proxy-agent']: secure ? new HttpsProxyAgent(url, { keepAlive: true }) : new HttpProxyAgent(url, { keepAlive: true }) }
  for (const [name, agent] of Object.entries(agents)) {
    cleanup(() => agent.destroy())
    check(`${name}: 20 at once`, (await Promise.all(Array.from({ length: 20 }, (_, i) => ask(`${base}/echo?${i}`, { agent })))).map(({ text: t }) => JSON.parse(t).url).join(), Array.from({ length: 20 }, (_, i) => `/echo?${i}`).join())
    const { text } = await ask(`${base}/echo?a=1`, { agent, method: 'POST', body: 'x'.repeat(100_000), headers: { 'content-length': 100_000 } })
    check(`${name}: an exchange through the proxy`, [JSON.parse(text).body.length, seen.length > 0], [100_000, true])
  }
  check('what the proxy got', new Set(seen).has(secure ? 'CONNECT' : 'POST'), true)
  await exerciseClient(context, target, async ({ url: to, signal, timeout, agent, ...options }) => ask(to, { ...options, agent: agent ?? agents['proxy-agent'], signal, timeout, headers: { ...options.headers, ...(options.body === undefined ? {} : { 'content-length': Buffer.byteLength(options.body) }) } }), { unzip: false, redirects: false, timeouts: false, refused: false, cut: secure })
}
