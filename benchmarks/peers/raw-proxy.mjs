/** `raw-proxy.mjs <port of the backend>`: opens a socket to the backend for each socket of the generator, and pipes bytes between them. */
import net from 'node:net'
import { answer } from '../lib/control.mjs'

const backendPort = Number(process.argv[2])

let connections = 0
const server = net.createServer({ noDelay: true }, (socket) => {
  connections++
  const backend = net.connect({ port: backendPort, host: '127.0.0.1', noDelay: true })
  socket.pipe(backend).pipe(socket)
  // A load generator may end its connections with a reset.
  socket.on('error', () => backend.destroy())
  backend.on('error', () => socket.destroy())
})

server.listen(0, '127.0.0.1', () => {
  // This proxy sees only bytes and cannot count requests. Only the generator counts them.
  answer({ served: () => ({ requests: undefined, connections }) }, { port: server.address().port })
})
