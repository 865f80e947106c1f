/** agentkeepalive. */
import { once } from 'node:events'
import keepAlive from 'agentkeepalive'
import { setTimeout as delay } from 'node:timers/promises'
import { exerciseClient, startTarget } from '../lib/target.mjs'

export async function run(context) {
  const { ask, check, cleanup, secure } = context
  const target = await startTarget(context)
  const { base } = target
  const Agent = secure ? keepAlive.HttpsAgent : keepAlive.HttpAgent
  const make = (options) => {
    const agent = new Agent(options)
    cleanup(() => agent.destroy())
    return agent
  }
  const shared = make({ maxSockets: 5 })
  await exerciseClient(context, target, async ({ url, signal, timeout, agent = shared, ...options }) => {
    const response = await ask(url, { ...options, agent: timeout === undefined ? agent : make({ timeout }), signal, headers: { ...options.headers, ...(options.body === undefined ? {} : { 'content-length': Buffer.byteLength(options.body) }) } })
    return response
  }, { unzip: false, redirects: false })
  const { requestCount, createSocketCount, closeSocketCount } = shared.getCurrentStatus()
  check('it counts requests and sockets', [requestCount > 0, createSocketCount >= 5, closeSocketCount <= createSocketCount], [true, true, true])
  const one = make({ maxSockets: 1, freeSocketTimeout: 60 })
  const ports = [(await ask(`${base}/port`, { agent: one })).text, (await ask(`${base}/port`, { agent: one })).text]
  const [socket] = Object.values(one.freeSockets).flat()
  check('a free socket is used again', [ports[0] === ports[1], socket !== undefined], [true, true])
  await once(socket, 'close')
  check('a free socket is closed after its time', [Object.keys(one.freeSockets), (await ask(`${base}/port`, { agent: one })).text === ports[0]], [[], false])
  const aging = make({ maxSockets: 1, socketActiveTTL: 30 })
  const first = (await ask(`${base}/port`, { agent: aging })).text
  await delay(60)
  check('a socket is not used longer than its life', (await ask(`${base}/port`, { agent: aging })).text === first, false)
}
