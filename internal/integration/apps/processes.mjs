/** Several processes and threads: workers of a cluster that share a port, a socket passed to a child process, a worker thread. */
import cluster from 'node:cluster'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { Worker } from 'node:worker_threads'

const child = (name) => new URL(`./processes/${name}.mjs`, import.meta.url).pathname

async function get(port) {
  const [response] = await once(http.get({ port, agent: false }), 'response')
  return String(Buffer.concat(await response.toArray()))
}

export async function run(check) {
  cluster.setupPrimary({ exec: child('cluster-worker') })
  const workers = [cluster.fork(), cluster.fork()]
  const ports = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]))
  check('workers of a cluster share their port', ports[0], ports[1])
  const answers = new Set()
  for (let i = 0; i < 4; i++) answers.add(await get(ports[0]))
  check('each of them answers', answers, new Set(workers.map((worker) => String(worker.process.pid))))
  await Promise.all(workers.map((worker) => (worker.disconnect(), once(worker, 'exit'))))

  const process = fork(child('takes-socket'))
  await once(process, 'message')
  const server = net.createServer({ pauseOnConnect: true }, (socket) => process.send('socket', socket)).listen(0)
  await once(server, 'listening')
  check('a socket passed to a child process', await get(server.address().port), `answered by ${process.pid}`)
  server.close()
  process.kill()

  const worker = new Worker(child('thread'))
  const [port] = await once(worker, 'message')
  check('a server in a worker thread', await get(port), 'from a thread')
  await worker.terminate()
}
