import http from 'node:http'
import { isOurs } from '../whose.mjs'

const server = http.createServer((req, res) => res.end(`answered by ${process.pid}`))
process.on('message', (_, socket) => {
  server.emit('connection', socket)
  socket.resume()
})
process.send({ isOurs })
