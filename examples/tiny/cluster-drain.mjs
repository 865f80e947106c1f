/**
 * A cluster whose worker is replaced while requests are under way: the new worker listens, the old one drains, and no request is lost.
 *
 *     node cluster-drain.mjs
 */
import cluster from 'node:cluster'
import { once } from 'node:events'
import http from 'node:http'
import { createServer } from '@layered-http/server'

/** Milliseconds that a response takes. */
const SLOW = 100

if (cluster.isPrimary) await replaceWorker()
else serve()

function serve() {
  const server = createServer((req, res) => setTimeout(() => res.end(`worker ${cluster.worker.id}`), SLOW))
  server.listen(0, '127.0.0.1')
  process.on('message', async (message) => {
    if (message !== 'drain') return
    const { completed, forced } = await server.drain()
    // It waits until the primary process sends no more connections to this worker: process.disconnect() would lose those on their way.
    process.send({ completed, forced }, () => cluster.worker.disconnect())
  })
}

async function replaceWorker() {
  const first = cluster.fork()
  const [{ port }] = await once(first, 'listening')
  const before = [get(port), get(port), get(port)]
  // The requests have reached the worker when it answers another one.
  await get(port)
  const under = [get(port), get(port)]
  const second = cluster.fork()
  await once(second, 'listening')
  const [drained, exited] = [once(first, 'message'), once(first, 'exit')]
  first.send('drain')
  const [[result], during] = await Promise.all([drained, Promise.all([...before, ...under, get(port), get(port)])])
  await exited
  const after = await Promise.all([get(port), get(port)])
  console.log('lost by the first worker:', result.forced)
  console.log('responses during the change:', during.length, during.every((text) => /^worker [12]$/.test(text)))
  console.log('responses after it:', after.join(', '))
  second.kill()
}

/** Resolves with the body of a response, on a connection of its own. */
async function get(port) {
  const [res] = await once(http.get({ port, host: '127.0.0.1', agent: false }), 'response')
  let text = ''
  for await (const chunk of res.setEncoding('utf8')) text += chunk
  return text
}
