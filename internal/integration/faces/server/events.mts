/** Events have the types of their arguments. */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer, type IncomingMessage, type ServerResponse } from '@layered-http/server'

const server = createServer()
server.on('clientError', (error, socket) => {
  const text: string = error.message + error.stack
  const code: string | undefined = error.code
  socket.end(text + code)
})
server.once('request', (req, res) => {
  const exact: [IncomingMessage, ServerResponse] = [req, res]
  console.log(exact)
  req.on('aborted', () => {})
  req.on('error', (error) => console.log(error.message))
  res.on('close', () => {})
  res.on('pipe', (source) => source.unpipe())
})
server.addListener('checkContinue', (req, res) => {
  res.writeContinue()
  req.pipe(res)
})
server.prependListener('checkExpectation', (req, res) => res.writeHead(417).end(req.headers.expect))
server.on('upgrade', (req, socket, head) => {
  const exact: [string | undefined, Duplex, Buffer] = [req.headers.upgrade, socket, head]
  socket.end(exact[2])
})
server.on('connect', (req, socket, head) => socket.end(head.toString() + req.url))
server.on('dropRequest', (req, socket) => console.log(req.url, socket.destroyed))
server.on('connection', (socket: Socket) => socket.setNoDelay(true))
server.on('timeout', (socket) => socket.destroy())
server.on('listening', () => {})
server.on('error', (error) => console.log(error.message))
server.on('close', () => {})
server.on('of the user', (...args: unknown[]) => console.log(args))
server.off('request', () => {})

// @ts-expect-error: the first argument is an error
server.on('clientError', (error) => console.log(error.toFixed()))
// @ts-expect-error: a response has no url
server.on('request', (_req, res) => console.log(res.url))
// @ts-expect-error: head is a Buffer
server.on('upgrade', (_req, _socket, head) => console.log(head.toFixed()))
