/**
 * The kinds of exchange that a long life has. Each begins one with a `mixed-server.mjs` and resolves, when it is over, with true if it ended as
 * it should.
 */
import net from 'node:net'
import { HOST } from '../lib/sockets.mjs'

const BODY = Buffer.alloc(2048, 'e')
const UPLOAD = 1024 * 1024
/** Bytes of an upload that are sent before it is aborted. */
const SENT = Buffer.alloc(64 * 1024, 'u')

/** @param at - `ca` is the certificate of the authority, if there is a port for TLS */
export function exchangesWith({ http, https, port, tlsPort, ca }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 50 })
  const secureAgent = new https.Agent({ keepAlive: true, maxSockets: 10 })
  const plain = (options) => ({ host: HOST, port, agent, ...options })
  const secure = (options) => ({ host: HOST, port: tlsPort, ca, agent: secureAgent, ...options })

  const kinds = {
    get: () => whole(http.get(plain({ path: '/hello' }))),
    post: () => whole(http.request(plain({ path: '/echo', method: 'POST' })).end(BODY)),
    chunked: () => whole(http.get(plain({ path: '/stream' }))),
    newConnection: () => whole(http.get(plain({ path: '/hello', agent: false }))),
    tlsGet: () => whole(https.get(secure({ path: '/hello' }))),
    tlsNewConnection: () => whole(https.get(secure({ path: '/hello', agent: false }))),
    abortedDownload: () => fails(http.get(plain({ path: '/endless' })), { onResponse: (req) => req.destroy() }),
    abortedEarly: () => fails(http.get(plain({ path: '/never' })), { onSocket: (req) => setImmediate(() => req.destroy()) }),
    abortedUpload: () => {
      const req = http.request(plain({ path: '/upload', method: 'POST', headers: { 'Content-Length': UPLOAD } }))
      req.write(SENT, () => req.destroy())
      return fails(req)
    },
    destroyedByServer: () => fails(http.get(plain({ path: '/destroyed' }))),
    badRequest: () => rawStatus(port, 'GET /hello HTTP/1.1\r\nHost : a\r\n\r\n', 400),
    upgrade: () => upgrades(http.get(plain({ path: '/', headers: { Connection: 'Upgrade', Upgrade: 'echo' } }))),
  }
  return { kinds, agents: [agent, secureAgent] }
}

/** A response that arrives whole. */
function whole(req) {
  return new Promise((resolve) => {
    req.on('error', () => resolve(false))
    req.on('response', (res) => {
      res.on('error', () => resolve(false))
      res.resume().on('close', () => resolve(res.statusCode === 200 && res.complete))
    })
  })
}

/** An exchange that is cut: by the caller, or by the server. */
function fails(req, { onResponse, onSocket } = {}) {
  let isCut = false
  return new Promise((resolve) => {
    req.on('error', () => (isCut = true))
    req.on('socket', () => onSocket?.(req))
    req.on('response', (res) => {
      res.on('error', () => (isCut = true))
      res.resume()
      onResponse?.(req)
    })
    req.on('close', () => setImmediate(() => resolve(isCut)))
  })
}

function rawStatus(port, request, status) {
  return new Promise((resolve) => {
    let text = ''
    const socket = net.connect({ port, host: HOST })
    socket.on('error', () => {})
    socket.setEncoding('latin1').on('data', (data) => (text += data))
    socket.on('close', () => resolve(text.startsWith(`HTTP/1.1 ${status} `)))
    socket.end(request)
  })
}

function upgrades(req) {
  return new Promise((resolve) => {
    req.on('error', () => resolve(false))
    req.on('upgrade', (_res, socket, head) => {
      let text = head.toString()
      socket.on('error', () => {})
      socket.on('data', (data) => (text += data))
      socket.on('end', () => socket.end())
      socket.on('close', () => resolve(text === 'other bytes'))
    })
  })
}
