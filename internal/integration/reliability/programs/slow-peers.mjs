/**
 * `slow-peers.mjs`: raw clients that are slow on purpose. Commands:
 *
 * - `attack { kind, count, target }`: opens them; they send a byte now and then
 * - `stop`: destroys them
 */
import net from 'node:net'
import { answer } from '../../../../benchmarks/lib/control.mjs'
import { HOST } from '../lib/sockets.mjs'

/** Milliseconds between two bytes of one connection. */
const DRIP_INTERVAL = 1000
/** The connections are divided into groups whose bytes are sent at different times. */
const GROUPS = 50
/** Connections that are opened at a time. */
const BATCH = 100
/** Milliseconds until a refused connection is tried again. */
const REFUSED = 10

const BEGINNINGS = {
  head: 'GET /hello HTTP/1.1\r\nHost: a\r\nX-Slow: ',
  body: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n',
  unread: 'GET /big HTTP/1.1\r\nHost: a\r\n\r\n',
}

let sockets = []
let timer

answer({
  attack: async ({ kind, count, target }) => {
    sockets = []
    while (sockets.length < count) {
      await Promise.all(Array.from({ length: Math.min(BATCH, count - sockets.length) }, () => open(kind, target)))
    }
    let group = 0
    timer = kind === 'unread' ? undefined : setInterval(() => drip(group++ % GROUPS), DRIP_INTERVAL / GROUPS)
  },
  stop: () => {
    clearInterval(timer)
    for (const socket of sockets) socket.destroy()
  },
})

function open(kind, target) {
  return new Promise((resolve) => {
    const socket = net.connect(typeof target === 'string' ? { path: target } : { port: target, host: HOST })
    socket.on('error', () => {})
    // A Unix socket whose queue of new connections is full refuses more.
    socket.on('close', () => setTimeout(() => resolve(isOpen || open(kind, target)), REFUSED))
    let isOpen = false
    socket.on('connect', () => {
      isOpen = true
      sockets.push(socket)
      socket.write(BEGINNINGS[kind])
      if (kind === 'unread') socket.pause()
      else socket.resume()
      resolve()
    })
  })
}

function drip(group) {
  for (let i = group; i < sockets.length; i += GROUPS) if (!sockets[i].destroyed && sockets[i].writable) sockets[i].write('x')
}
