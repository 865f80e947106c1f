/** `raw-transfer.mjs <MB> download|upload`: transfers the same bytes over sockets without HTTP; the process holds objects of `MB` megabytes. The floor of the transfer suites. */
import net from 'node:net'
import { answer } from '../lib/control.mjs'
import { holdObjects } from '../scenarios/objects.mjs'
import { LENGTH, sink, source } from '../scenarios/transfer.mjs'

const [megabytes, direction] = process.argv.slice(2)
holdObjects(Number(megabytes))

const HEAD_END = '\r\n\r\n'

const directions = {
  download(socket) {
    socket.on('data', () => {
      requests++
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${LENGTH}${HEAD_END}`)
      source().pipe(socket, { end: false })
    })
  },

  upload(socket) {
    let body
    socket.on('data', (chunk) => {
      let piece = chunk
      if (body === undefined) {
        requests++
        body = sink()
        piece = chunk.subarray(chunk.indexOf(HEAD_END) + HEAD_END.length)
      }
      if (piece.length > 0) body.write(piece)
      if (body.received < LENGTH) return
      const text = String(body.received)
      body = undefined
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}${HEAD_END}${text}`)
    })
  },
}

let requests = 0
const server = net.createServer({ noDelay: true }, (socket) => {
  directions[direction](socket)
  // The other side ends with a reset when its time is over.
  socket.on('error', () => socket.destroy())
})

server.listen(0, '127.0.0.1', () => {
  answer({ served: () => ({ requests }) }, { port: server.address().port })
})
