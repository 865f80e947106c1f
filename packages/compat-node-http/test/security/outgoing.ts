/** Cases in which the program passes text on from its users: into a head, a target or a host. Nothing may split a message. */
import { once } from 'node:events'
import type http from 'node:http'
import net, { type Socket } from 'node:net'
import { listen } from '@layered-http/test-kit'
import type { Modules, SecurityCase } from './case.js'

const EVIL = 'x\r\nEvil: 1'

type Send = (module: Pick<typeof http, 'request'>, options: http.RequestOptions) => http.ClientRequest

/** Returns the code of the error that `send` or the request has, and the bytes that the server received. */
async function sent({ http: module }: Modules, send: Send): Promise<string> {
  let received = ''
  const sockets = new Set<Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.setEncoding('latin1').on('error', () => {}).on('data', (text: string) => {
      received += text
      if (received.includes('\r\n\r\n')) socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n')
    })
  })
  const port = await listen(server)
  let failure = 'no error'
  // The first one: a request that is destroyed after an exception has another error.
  const keep = (error: unknown): void => {
    if (failure === 'no error') failure = (error as NodeJS.ErrnoException).code ?? String(error)
  }
  // An exception after the request was made leaves it behind.
  let made: http.ClientRequest | undefined
  const request = ((options: http.RequestOptions) => (made = module.request(options).on('error', keep))) as typeof http.request
  try {
    const req = send({ request }, { host: '127.0.0.1', port, agent: false })
    const closed = new Promise((resolve) => req.once('close', resolve))
    try {
      if (!req.writableEnded) req.end()
    } catch (error) {
      keep(error)
      req.destroy()
    }
    await closed
  } catch (error) {
    keep(error)
  }
  made?.destroy()
  for (const socket of sockets) socket.destroy()
  server.close()
  return `${failure}, ${received === '' ? 'nothing sent' : received.includes('\r\nEvil: 1\r\n') ? 'split' : `sent ${JSON.stringify(received.split('\r\n')[0])}`}`
}

const refused = (id: string, what: string, code: string, send: Send): SecurityCase => ({ id, side: 'client', what, expected: `${code}, nothing sent`, run: (modules) => sent(modules, send) })

/** Returns the bytes of a response, or the code of the exception that `respond` throws. */
async function responded({ http: module }: Modules, respond: (res: http.ServerResponse) => void): Promise<string> {
  let failure = 'no error'
  const server = module.createServer((_req, res) => {
    try {
      respond(res)
    } catch (error) {
      failure = (error as NodeJS.ErrnoException).code ?? String(error)
      res.destroy()
    }
  })
  const port = await listen(server)
  const peer = net.connect(port, '127.0.0.1')
  let received = ''
  peer.setEncoding('latin1').on('data', (text: string) => (received += text)).on('error', () => {})
  peer.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await once(peer, 'close')
  server.close()
  return `${failure}, ${received === '' ? 'nothing sent' : received.includes('\r\nEvil: 1\r\n') ? 'split' : 'sent'}`
}

const splitting = (what: string, code: string, respond: (res: http.ServerResponse) => void): SecurityCase => ({ id: 'CWE-113', side: 'server', what, expected: `${code}, nothing sent`, run: (modules) => responded(modules, respond) })

export const OUTGOING: SecurityCase[] = [
  refused('r3verii 2026-02', 'CRLF in req.path, set after construction', 'ERR_UNESCAPED_CHARACTERS', (module, options) => {
    const req = module.request(options)
    req.path = '/x HTTP/1.1\r\nEvil: 1\r\nA: b'
    return req
  }),
  refused('r3verii 2026-02', 'CRLF in req.method, set after construction', 'ERR_INVALID_HTTP_TOKEN', (module, options) => {
    const req = module.request(options)
    req.method = 'GET / HTTP/1.1\r\nEvil: 1\r\nA: b'
    return req
  }),
  refused('CVE-2016-2216', 'CRLF in the path', 'ERR_UNESCAPED_CHARACTERS', (module, options) => module.request({ ...options, path: `/${EVIL}` })),
  refused('CVE-2023-23936', 'CRLF in the host', 'ERR_INVALID_CHAR', (module, options) => module.request({ ...options, host: `127.0.0.1${EVIL}` })),
  refused('CVE-2023-23936', 'CRLF in the Host header', 'ERR_INVALID_CHAR', (module, options) => module.request({ ...options, headers: { Host: EVIL } })),
  refused('CVE-2026-1527', 'CRLF in Upgrade', 'ERR_INVALID_CHAR', (module, options) => module.request({ ...options, headers: { Connection: 'Upgrade', Upgrade: EVIL } })),
  refused('CVE-2022-31150', 'CRLF in a header', 'ERR_INVALID_CHAR', (module, options) => module.request({ ...options, headers: { A: EVIL } })),
  refused('CVE-2022-31150', 'CRLF in a header of a list', 'ERR_INVALID_CHAR', (module, options) => module.request({ ...options, headers: ['A', EVIL] })),
  refused('CVE-2022-31150', 'CRLF in the name of a header', 'ERR_INVALID_HTTP_TOKEN', (module, options) => module.request({ ...options, headers: { [`A: b\r\nEvil`]: '1' } })),
  refused('CVE-2022-35948', 'CRLF in Content-Type', 'ERR_INVALID_CHAR', (module, options) => module.request({ ...options, method: 'POST', headers: { 'Content-Type': EVIL } })),
  refused('CVE-2022-35948', 'CRLF in a trailer', 'ERR_INVALID_CHAR', (module, options) => {
    const req = module.request({ ...options, method: 'POST' })
    req.addTrailers({ A: EVIL })
    return req
  }),
  refused('CVE-2026-48930', 'NUL in the host', 'ERR_INVALID_CHAR', (module, options) => module.request({ ...options, host: '127.0.0.1\0.example' })),
  {
    id: 'CVE-2022-35949',
    side: 'client',
    what: 'a path that looks like another host',
    expected: 'no error, sent "GET //other.example/x HTTP/1.1"',
    run: (modules) => sent(modules, (module, options) => module.request({ ...options, path: '//other.example/x' })),
  },
  refused('CVE-2026-1525', 'Content-Length twice, in two cases, in a list', 'ERR_HTTP_INVALID_HEADER_VALUE', (module, options) => module.request({ ...options, method: 'POST', headers: ['Host', 'a', 'Content-Length', '1', 'content-length', '2'] })),

  splitting('CRLF in a header of a response', 'ERR_INVALID_CHAR', (res) => void res.writeHead(302, { Location: EVIL }).end()),
  splitting('CRLF in a header of a response, by setHeader', 'ERR_INVALID_CHAR', (res) => void res.setHeader('Location', EVIL).end()),
  splitting('CRLF in the name of a header of a response', 'ERR_INVALID_HTTP_TOKEN', (res) => void res.setHeader('A: b\r\nEvil', '1').end()),
  splitting('CRLF in the reason', 'ERR_INVALID_CHAR', (res) => void res.writeHead(200, `OK\r\nEvil: 1`).end()),
  splitting('CRLF in statusMessage', 'ERR_INVALID_CHAR', (res) => {
    res.statusMessage = 'OK\r\nEvil: 1'
    res.end()
  }),
  splitting('CRLF in Early Hints', 'ERR_INVALID_ARG_VALUE', (res) => {
    res.writeEarlyHints({ link: '</a>; rel=preload\r\nEvil: 1' })
    res.end()
  }),
]
