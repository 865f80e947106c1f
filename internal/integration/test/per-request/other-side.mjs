/** The other side of the program under test: a thread with bare sockets, so that its own work is not counted. */
import { once } from 'node:events'
import net from 'node:net'
import { parentPort } from 'node:worker_threads'

const RESPONSE = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello'
/** The body of every response, also of those from the program under test. */
const BODY = 'hello'

const commands = {
  /** Starts a server that sends a response to every chunk. Returns its port. */
  async serve() {
    const server = net.createServer((socket) => socket.on('data', () => socket.write(RESPONSE)).on('error', () => {}))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return server.address().port
  },

  /** Opens connections to the program under test and keeps them open. */
  async connect({ port, count }) {
    sockets.push(...(await Promise.all(Array.from({ length: count }, () => connect(port)))))
  },

  /** Makes `times` exchanges on one connection, one after the other. Each sends `requests` requests in one chunk and waits for all responses. */
  async exchange({ times, requests }) {
    for (let i = 0; i < times; i++) await exchange(sockets[0], requests)
  },

  /** Makes one exchange on each connection. */
  async exchangeOnAll() {
    for (const socket of sockets) await exchange(socket, 1)
  },
}

const sockets = []

async function connect(port) {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  return socket
}

function exchange(socket, requests) {
  return new Promise((resolve) => {
    let text = ''
    socket.on('data', function onData(chunk) {
      text += chunk
      if (text.split(`\r\n\r\n${BODY}`).length - 1 < requests) return
      socket.off('data', onData)
      resolve()
    })
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(requests))
  })
}

parentPort.on('message', async ({ command, argument }) => parentPort.postMessage(await commands[command](argument)))
