/**
 * `many-processes.mjs cluster|reusePort <number> <module> <scenario>`: a server in several processes. With `cluster`, this process accepts the
 * connections and hands them to the workers; with `reusePort`, each process listens by itself and the kernel chooses. Usage and counts are those of all.
 */
import { fork } from 'node:child_process'
import cluster from 'node:cluster'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { answer, cpuTime } from '../lib/control.mjs'

const WORKER = fileURLToPath(new URL('./one-of-many.mjs', import.meta.url))

const [way, number, ...what] = process.argv.slice(2)

const STARTERS = {
  cluster(workerArguments) {
    cluster.setupPrimary({ exec: WORKER, args: workerArguments })
    return cluster.fork()
  },
  reusePort: (workerArguments) => fork(WORKER, workerArguments),
}

const workers = []
let port = 0
for (let i = 0; i < Number(number); i++) {
  // In a cluster, port 0 is the same port for all workers. Otherwise the first one chooses it.
  const worker = STARTERS[way]([...what, way, String(way === 'cluster' ? 0 : port)])
  const [started] = await once(worker, 'message')
  port = started.port
  workers.push(worker)
}

answer({ usage, served }, { port })

async function usage() {
  const all = [{ ...cpuTime(), rss: process.memoryUsage().rss }, ...(await askAll('usage'))]
  return { cpu: sum(all, 'cpu'), user: sum(all, 'user'), rss: sum(all, 'rss') }
}

async function served() {
  const all = await askAll('served')
  return { requests: sum(all, 'requests'), connections: sum(all, 'connections') }
}

/** Only one command is under way at a time, so the next message of a worker is its reply. */
function askAll(command) {
  return Promise.all(workers.map(async (worker) => {
    const reply = once(worker, 'message')
    worker.send(command)
    return (await reply)[0]
  }))
}

function sum(all, key) {
  return all.reduce((total, one) => total + one[key], 0)
}
