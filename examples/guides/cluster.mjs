/**
 * A process for each core. A worker that crashes is replaced; SIGTERM drains all of them.
 *
 *     PORT=8080 WORKERS=2 node cluster.mjs
 */
import cluster from 'node:cluster'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { createServer } from '@layered-http/server'

if (cluster.isPrimary) await supervise(Number(process.env.WORKERS ?? availableParallelism()))
else await serve()

async function supervise(count) {
  let isStopping = false
  for (let i = 0; i < count; i++) cluster.fork()
  cluster.on('exit', (worker) => {
    if (isStopping) return
    console.log(`worker ${worker.id} has exited`)
    cluster.fork()
  })
  process.once('SIGTERM', () => {
    isStopping = true
    for (const worker of Object.values(cluster.workers)) worker.send('drain')
  })
  const [, { address, port }] = await once(cluster, 'listening')
  console.log(`http://${address}:${port}/`)
}

async function serve() {
  const server = createServer((req, res) => {
    if (req.url === '/crash') process.exit(1)
    res.end(`worker ${cluster.worker.id}\n`)
  })
  server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
  process.on('message', async (message) => {
    if (message !== 'drain') return
    await server.drain()
    cluster.worker.disconnect()
  })
}
