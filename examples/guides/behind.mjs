/**
 * A server behind a load balancer: its idle connections live longer than those of the balancer, and it knows its clients.
 *
 *     BALANCER_IDLE=60 PORT=8080 node behind.mjs
 */
import { once } from 'node:events'
import { BlockList } from 'node:net'
import { createServer } from '@layered-http/server'

/** Seconds for which the balancer keeps an idle connection. */
const balancerIdle = Number(process.env.BALANCER_IDLE ?? 60)

/** From where X-Forwarded-For is believed. */
const balancers = new BlockList()
balancers.addSubnet('127.0.0.0', 8)
balancers.addSubnet('10.0.0.0', 8)

/** Returns the address of the client: the last one that a balancer did not add. */
function clientOf(req) {
  const path = [...(req.headers['x-forwarded-for'] ?? '').split(',').map((part) => part.trim()).filter(Boolean), req.socket.remoteAddress]
  return path.findLast((address) => !balancers.check(address, address.includes(':') ? 'ipv6' : 'ipv4')) ?? path[0]
}

const server = createServer({ keepAliveTimeout: (balancerIdle + 5) * 1000, layered: { strict: true } }, (req, res) => {
  res.end(`Hello ${clientOf(req)}\n`)
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${server.address().port}/`)

process.once('SIGTERM', () => server.drain({ idleMs: 1_000 }))
