/**
 * `/live` says that the process works, `/ready` that it should get requests.
 *
 *     PORT=8080 node health.mjs
 */
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { createServer } from '@layered-http/server'

/** Requests under way, above which this process asks for no more. */
const BUSY = 1_000
/** Milliseconds in which load balancers notice that it is not ready. */
const NOTICE = Number(process.env.NOTICE ?? 5_000)

let isStopping = false

const server = createServer((req, res) => {
  if (req.url === '/live') return res.end('live\n')
  if (req.url === '/ready') {
    const isReady = !isStopping && server.stats().requests.active < BUSY
    return res.writeHead(isReady ? 200 : 503, { 'Cache-Control': 'no-store' }).end(isReady ? 'ready\n' : 'not ready\n')
  }
  res.end('Hello\n')
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${server.address().port}/`)

process.once('SIGTERM', async () => {
  isStopping = true
  await wait(NOTICE)
  const { completed, forced } = await server.drain()
  console.log(`stopped: ${completed} completed, ${forced} forced`)
})
