/** `idle-program.mjs <scenario>`: opens connections, sends one request on each, and leaves them idle. */
import { once } from 'node:events'
import net from 'node:net'
import { check, checkResponse, excerpt } from '../check.mjs'
import { answer } from '../control.mjs'
import { loadScenario } from '../scenario.mjs'
import { parseResponse, requestText, responseLength } from '../wire.mjs'

/** Connections that are opened at a time: fewer than may wait to be accepted. */
const AT_A_TIME = 100

const { request, expected } = await loadScenario(process.argv[2])

let sockets = []
let lost = 0

answer({
  async open({ port, count }) {
    for (let left = count; left > 0; left -= AT_A_TIME) {
      const opened = await Promise.all(Array.from({ length: Math.min(AT_A_TIME, left) }, () => openOne(port)))
      sockets.push(...opened)
    }
  },

  /** @throws if the server has closed one, because a closed connection needs no memory */
  checkOpen,

  /** Closes all connections. Resolves when the server has closed them, too. */
  async close() {
    checkOpen(sockets.length)
    const closed = sockets.map((socket) => once(socket, 'close'))
    for (const socket of sockets) socket.end()
    await Promise.all(closed)
    sockets = []
    lost = 0
  },
})

function checkOpen(count) {
  check(sockets.length === count && lost === 0, `${lost} of ${count} connections are gone`)
}

function openOne(port) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
    let text = ''
    socket.on('error', reject)
    socket.on('close', () => {
      lost++
      reject(new Error(`wrong: connection closed after ${excerpt(text)}`))
    })
    socket.on('data', (chunk) => {
      text += chunk.latin1Slice()
      if (!(text.length >= responseLength(text))) return
      try {
        checkResponse(parseResponse(text), expected)
        resolve(socket)
      } catch (error) {
        reject(error)
      }
    })
    socket.write(requestText(request, port))
  })
}
