/** Events have the types of their arguments. */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { request, type IncomingMessage } from '@layered-http/client'

const sent = request('http://localhost/')
sent.on('response', (response) => {
  const exact: IncomingMessage = response
  console.log(exact.headers.location)
  response.on('end', () => console.log(response.trailers))
})
sent.once('error', (error) => {
  const text: string = error.message
  const code: string | undefined = error.code
  console.log(text, code)
})
sent.on('information', (information) => console.log(information.statusCode.toFixed(), information.headers['link'], information.rawHeaders.length))
sent.on('continue', () => sent.end())
sent.on('upgrade', (response, socket, head) => {
  const exact: [number | null | undefined, Duplex, Buffer] = [response.statusCode, socket, head]
  console.log(exact)
})
sent.prependOnceListener('connect', (response, socket, head) => socket.end(head.toString() + response.statusCode))
sent.on('socket', (socket: Socket) => socket.setKeepAlive(true))
sent.on('timeout', () => sent.destroy())
sent.on('abort', () => {})
sent.on('finish', () => {})
sent.on('drain', () => {})
sent.on('close', () => {})
sent.on('of the user', (...args: unknown[]) => console.log(args))

// @ts-expect-error: the first argument is an error
sent.on('error', (error) => console.log(error.toFixed()))
// @ts-expect-error: a response has no such member
sent.on('response', (response) => console.log(response.status))
