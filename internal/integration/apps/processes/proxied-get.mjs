/** Sends requests with the global agent, with an agent of its own and with `agent: false`. Sends the bodies to the parent. */
import http from 'node:http'
import { get } from './get.mjs'

process.once('message', async (url) => {
  const bodies = []
  for (const agent of [undefined, new http.Agent(), false]) bodies.push(await get(url, { agent }))
  process.send(bodies)
  process.disconnect()
})
process.send('ready')
