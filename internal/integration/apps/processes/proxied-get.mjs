/** Requests without an agent, with one of their own and with `agent: false`; answers the bodies. */
import http from 'node:http'
import { get } from './get.mjs'

process.once('message', async (url) => {
  const bodies = []
  for (const agent of [undefined, new http.Agent(), false]) bodies.push(await get(url, { agent }))
  process.send(bodies)
  process.disconnect()
})
process.send('ready')
