/**
 * One port, two processes: with `reusePort` where this Node and this system have it, otherwise with a cluster. Then one of them drains.
 *
 *     node processes.mjs
 */
import { fork } from 'node:child_process'
import cluster from 'node:cluster'
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { createServer } from '@layered-http/server'

const PROCESSES = 2
/** The argument of a process that listens for itself. A worker of a cluster has none. */
const REUSE_PORT = 'reusePort'

const [role, port = '0'] = process.argv.slice(2)
if (cluster.isWorker || role === REUSE_PORT) serve(Number(port))
else await main()

function serve(port) {
  const server = createServer((req, res) => res.end(`process ${process.pid}`))
  // A worker of a cluster listens through the primary process, the other one for itself.
  server.listen({ port, host: '127.0.0.1', reusePort: role === REUSE_PORT }, () => process.send(server.address().port))
  process.on('message', async (message) => {
    if (message !== 'drain') return
    await server.drain()
    if (cluster.isWorker) cluster.worker.disconnect()
    else process.disconnect()
  })
}

async function main() {
  const way = (await hasReusePort()) ? REUSE_PORT : 'cluster'
  const workers = []
  let port = 0
  while (workers.length < PROCESSES) {
    const worker = way === REUSE_PORT ? fork(import.meta.filename, [REUSE_PORT, String(port)]) : cluster.fork()
    workers.push(worker)
    ;[port] = await once(worker, 'message')
  }

  const names = new Set()
  while (names.size < PROCESSES) names.add(await get(port))
  console.log(`${way}: ${names.size} processes answer on one port`)

  for (const worker of workers) {
    const exited = once(worker, 'exit')
    worker.send('drain')
    const [code] = await exited
    if (worker === workers[0]) console.log(`the first has left with code ${code}, the other answers: ${names.has(await get(port))}`)
  }
  console.log('all have left')
}

/** True if a second server may listen on the port of the first. Node 20 ignores the option; some systems refuse it. */
async function hasReusePort() {
  const [first, second] = [net.createServer(), net.createServer()]
  try {
    await once(first.listen({ port: 0, host: '127.0.0.1', reusePort: true }), 'listening')
    await once(second.listen({ port: first.address().port, host: '127.0.0.1', reusePort: true }), 'listening')
    return true
  } catch {
    return false
  } finally {
    first.close()
    second.close()
  }
}

/** Resolves with the body of a response, on a connection of its own. */
async function get(port) {
  const [res] = await once(http.get({ port, host: '127.0.0.1', agent: false }), 'response')
  let text = ''
  for await (const chunk of res.setEncoding('utf8')) text += chunk
  return text
}
