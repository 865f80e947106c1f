/** `connect-proxy.mjs`: a proxy that opens a tunnel for each CONNECT and passes the bytes unread. */
import net from 'node:net'
import { answer } from '../lib/control.mjs'

let tunnels = 0
const server = net.createServer({ noDelay: true }, (socket) => {
  let head = ''
  const onData = (chunk) => {
    head += chunk.latin1Slice()
    if (!head.endsWith('\r\n\r\n')) return
    socket.off('data', onData)
    const [, port] = /^CONNECT [^ ]*:(\d+) /.exec(head)
    tunnels++
    const origin = net.connect({ port: Number(port), host: '127.0.0.1', noDelay: true }, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(origin).pipe(socket)
    })
    origin.on('error', () => socket.destroy())
    socket.on('close', () => origin.destroy())
  }
  socket.on('data', onData)
  socket.on('error', () => socket.destroy())
})

server.listen(0, '127.0.0.1', () => {
  answer({ served: () => ({ tunnels }) }, { port: server.address().port })
})
