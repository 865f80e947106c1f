/** A server responds and closes during an upload: the response must arrive, for each way in which the server closes and each time of the next write. */
import { once } from 'node:events'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listen } from '@layered-http/test-kit'
import type { IncomingMessage } from '@layered-http/streams'
import { request, type ClientRequest } from '../src/index.js'

const servers: net.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const BODY = 'who are you?'
const ANSWER = `HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`
const UPLOAD_SIZE = 10 * 1024 * 1024
const PIECE = Buffer.alloc(64 * 1024, 'x')

/** The server's sockets that are half closed, by the port of the client. */
const answered = new Map<number, net.Socket>()

/** The ways in which the server closes when its response is in the client's receive buffer. If it has unread input, the kernel sends a reset. */
const departures: Record<string, (socket: net.Socket) => void> = {
  'closes': (socket) => void socket.destroy(),
  'ends its side, and closes when the client has read the response': (socket) => void answered.set(socket.remotePort!, socket.end()),
  'resets the connection': (socket) => void socket.resetAndDestroy(),
}

/** The times at which the client writes. */
const paces: Record<string, (req: ClientRequest) => void> = {
  'on drain'(req) {
    const write = (): void => {
      while (written(req) < UPLOAD_SIZE && !req.destroyed) if (!req.write(PIECE)) return
      if (!req.destroyed) req.end()
    }
    req.on('drain', write)
    write()
  },
  'in every turn'(req) {
    const write = (): void => {
      if (req.destroyed) return
      if (written(req) < UPLOAD_SIZE) {
        req.write(PIECE)
        setImmediate(write)
      } else req.end()
    }
    write()
  },
  'at once'(req) {
    req.end(Buffer.alloc(UPLOAD_SIZE))
  },
}

const pieces = new WeakMap<ClientRequest, number>()
function written(req: ClientRequest): number {
  const size = (pieces.get(req) ?? 0) + PIECE.length
  pieces.set(req, size)
  return size
}

async function upload(port: number, write: (req: ClientRequest) => void): Promise<string> {
  const req = request({ port, host: '127.0.0.1', method: 'POST', agent: false })
  let outcome = 'nothing'
  req.on('error', (error) => {
    outcome += ` and ${error.message}`
  })
  req.on('response', (res: IncomingMessage) => {
    let body = ''
    const { localPort } = res.socket
    res.setEncoding('latin1').on('data', (text: string) => (body += text)).on('error', () => {})
    res.on('end', () => {
      outcome = `${res.statusCode} ${body}`
      answered.get(localPort!)?.destroy()
    })
  })
  const closed = new Promise((resolve) => req.once('close', resolve))
  write(req)
  await closed
  return outcome
}

for (const [departure, leave] of Object.entries(departures)) {
  for (const [pace, write] of Object.entries(paces)) {
    test(`the server responds and ${departure}, the client writes ${pace}: 200 of 200 responses arrive (CL-39)`, async () => {
      const server = net.createServer({ allowHalfOpen: true }, (socket) => {
        socket.on('error', () => {})
        socket.once('data', () => {
          socket.pause()
          socket.write(ANSWER, () => leave(socket))
        })
      })
      servers.push(server)
      const port = await listen(server)
      const outcomes: Record<string, number> = {}
      for (let i = 0; i < 200; i++) {
        const outcome = await upload(port, write)
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      }
      expect(outcomes).toEqual({ [`401 ${BODY}`]: 200 })
    })
  }
}

test('without a response, the request fails with the error of the write', async () => {
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => void socket.resetAndDestroy())
  })
  servers.push(server)
  const req = request({ port: await listen(server), host: '127.0.0.1', method: 'POST', agent: false })
  const write = (): void => {
    if (req.destroyed) return
    req.write(PIECE)
    setImmediate(write)
  }
  write()
  const [error] = (await once(req, 'error')) as [NodeJS.ErrnoException]
  expect(error.code).toMatch(/^(ECONNRESET|EPIPE)$/)
})
