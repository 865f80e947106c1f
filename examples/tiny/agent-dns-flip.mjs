/**
 * A blue/green deployment: the name of a service moves from one address to another. With `maxAge` the agent follows, although its sockets are busy all the time and
 * would be kept forever.
 *
 *     node agent-dns-flip.mjs
 */
import http from 'node:http'
import { once } from 'node:events'
import { Agent } from '@layered-http/agent'

const start = async (colour, address, port = 0) => {
  const server = http.createServer((req, res) => res.end(colour)).listen(port, address)
  await once(server, 'listening')
  return server
}
const blue = await start('blue', '127.0.0.1')
const { port } = blue.address()
const green = await start('green', '127.0.0.2', port)

let current = '127.0.0.1'
const lookup = (host, options, callback) => (options.all ? callback(null, [{ address: current, family: 4 }]) : callback(null, current, 4))
const MAX_AGE = 100 // milliseconds; a minute in production
const agent = new Agent({ keepAlive: true, lookup, layered: { maxAge: MAX_AGE } })

async function ask() {
  const [res] = await once(http.get({ agent, host: 'service.test', port }), 'response')
  return String(Buffer.concat(await res.toArray()))
}

console.log('before:', await ask())
current = '127.0.0.2'
const changed = performance.now()
while ((await ask()) === 'blue') if (performance.now() - changed > 50 * MAX_AGE) throw new Error('still blue')
console.log('after maxAge:', await ask())
console.log('sockets opened:', agent.totals().created)

agent.destroy()
blue.close()
green.close()
