/**
 * Several processes and threads: workers of a cluster that share a port, a socket and a listening server passed to a child
 * process, a listening file descriptor that a child process inherits, a worker thread.
 */
import cluster from 'node:cluster'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { isOurs } from './whose.mjs'

const child = (name) => fileURLToPath(new URL(`./processes/${name}.mjs`, import.meta.url))

async function get(port) {
  const [response] = await once(http.get({ port, agent: false }), 'response')
  return String(Buffer.concat(await response.toArray()))
}

async function listen(server) {
  server.listen(0)
  await once(server, 'listening')
  return server.address().port
}

export async function run(check) {
  cluster.setupPrimary({ exec: child('cluster-worker') })
  const workers = [cluster.fork(), cluster.fork()]
  const messages = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]))
  const [{ port }] = messages
  check('workers of a cluster share their port and the preload', messages, [{ port, isOurs }, { port, isOurs }])
  const answers = new Set()
  for (let i = 0; i < 4; i++) answers.add(await get(port))
  check('each worker responds', answers, new Set(workers.map((worker) => String(worker.process.pid))))
  await Promise.all(workers.map((worker) => (worker.disconnect(), once(worker, 'exit'))))

  const takesSocket = fork(child('takes-socket'))
  const ready = await once(takesSocket, 'message')
  check('a child process is preloaded', ready[0], { isOurs })
  const passing = net.createServer({ pauseOnConnect: true }, (socket) => takesSocket.send('socket', socket))
  check('a socket passed to a child process', await get(await listen(passing)), `answered by ${takesSocket.pid}`)
  passing.close()
  takesSocket.kill()

  const takesServer = fork(child('takes-server'))
  const passed = net.createServer()
  const passedPort = await listen(passed)
  takesServer.send('server', passed)
  check('a child process listens on the server that it was passed', (await once(takesServer, 'message'))[0], { isOurs })
  passed.close()
  check('a listening server passed to a child process', await get(passedPort), `answered by ${takesServer.pid}`)
  takesServer.kill()

  // On Windows a child process inherits no sockets.
  if (process.platform !== 'win32') {
    const listener = net.createServer()
    const inheritedPort = await listen(listener)
    const inherits = fork(child('inherits-listener'), { stdio: ['inherit', 'inherit', 'inherit', 'ipc', listener._handle] })
    check('a child process listens on a descriptor', (await once(inherits, 'message'))[0], { isOurs })
    listener.close()
    check('T-02: a listening file descriptor that a child process inherits', await get(inheritedPort), `answered by ${inherits.pid}`)
    inherits.kill()
  }

  const worker = new Worker(child('thread'))
  const [thread] = await once(worker, 'message')
  check('a worker thread is preloaded', thread.isOurs, isOurs)
  check('a server in a worker thread', await get(thread.port), 'from a thread')
  await worker.terminate()
}
