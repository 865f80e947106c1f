/**
 * Exchanges over TLS whose client events must come in Node's order. Each has
 *   client(request, signals, trace)   the client's part; `request(name, options)` makes a watched request
 *   handle(req, res, signals)         the handler of node:https's server
 *   server(certificates)              options of that server; `set(server, signals)` further set-up
 *   raw(socket, signals)              a server of plain sockets instead
 *   options, identity(certificates)   options of every request
 *   agent, proxy, isRefused
 * `signals.wait(name)` and `signals.send(name)` let one side wait for the other; nothing waits for time to pass.
 */
import tls from 'node:tls'

const closed = (emitter) => new Promise((resolve) => emitter.once('close', resolve))
const emitted = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve))
/** Resolves with the response when the first chunk of its body arrives. */
const responding = (req) => new Promise((resolve) => req.once('response', (res) => res.once('data', () => resolve(res))))
const turn = () => new Promise((resolve) => setImmediate(resolve))
const hi = (req, res) => res.end('hi')
const end = (request) => void request().end()

/** A client that sends requests one after the other. */
const inTurn =
  (...names) =>
  async (request, signals, trace) => {
    for (const name of names) {
      const req = request(name)
      req.once('response', (res) => trace.push(`${name} reused=${req.reusedSocket} resumed=${res.socket.isSessionReused()}`))
      req.end()
      await closed(req)
      await turn()
      await turn()
    }
  }

/** A client that calls `how`, which destroys the request, when its socket emits `event`. */
const destroyedAt = (event, how) => (request) => {
  const req = request()
  req.once('socket', (socket) => (event === 'socket' ? how(req, socket) : socket.once(event, () => how(req, socket))))
  req.end()
}

export const scenarios = {
  'GET': { handle: hi, client: end },
  'GET on a kept-alive agent': { agent: { keepAlive: true }, handle: hi, client: inTurn('first') },
  'HEAD': { options: { method: 'HEAD' }, handle: (req, res) => res.writeHead(200, { 'content-length': 5 }).end(), client: end },
  'HEAD, twice on one socket': { agent: { keepAlive: true }, options: { method: 'HEAD' }, handle: (req, res) => res.writeHead(200, { 'content-length': 5 }).end(), client: inTurn('first', 'second') },
  'a chunked response with trailers': { handle: (req, res) => void (res.writeHead(200, { trailer: 'x', 'transfer-encoding': 'chunked' }), res.addTrailers({ x: 'y' }), res.end('ab')), client: end },
  'a response that ends with the connection': { handle: (req, res) => void (res.shouldKeepAlive = false, res.useChunkedEncodingByDefault = false, res.end('hi')), client: end },
  '204': { handle: (req, res) => res.writeHead(204).end(), client: end },
  'two GETs over one kept-alive socket': { agent: { keepAlive: true }, handle: hi, client: inTurn('first', 'second') },
  'two GETs with a session of TLS 1.2': { agent: { maxVersion: 'TLSv1.2' }, handle: hi, client: inTurn('first', 'second', 'third') },
  'two GETs with a session of TLS 1.3': { agent: { minVersion: 'TLSv1.3' }, handle: hi, client: inTurn('first', 'second', 'third') },
  'two GETs of an agent that keeps no sessions': { agent: { maxCachedSessions: 0 }, handle: hi, client: inTurn('first', 'second') },
  'a keylog listener': {
    agent: { keepAlive: true },
    handle: hi,
    async client(request, signals, trace) {
      const req = request()
      let lines = 0
      req.agent.on('keylog', (line, socket) => (lines += Buffer.isBuffer(line) && socket instanceof tls.TLSSocket ? 1 : 0))
      req.end()
      await closed(req)
      trace.push(`lines=${lines > 0}`)
    },
  },

  'a request that waits for the socket of another': {
    agent: { keepAlive: true, maxSockets: 1 },
    handle: hi,
    async client(request) {
      request('first').end()
      const second = request('second')
      second.end()
      await closed(second)
      await turn()
    },
  },
  'a waiting request of an agent without keepAlive': {
    agent: { maxSockets: 1 },
    handle: hi,
    async client(request) {
      request('first').end()
      const second = request('second')
      second.end()
      await closed(second)
      await turn()
    },
  },
  'a waiting request whose turn comes after a failure': {
    agent: { maxSockets: 1, keepAlive: true },
    raw: (socket) => socket.destroy(),
    async client(request) {
      request('first').end()
      const second = request('second')
      second.end()
      await closed(second)
    },
  },

  'POST whose body comes in two pieces': {
    options: { method: 'POST' },
    handle(req, res, signals) {
      req.on('data', () => signals.send('data'))
      req.on('end', () => res.end('ok'))
    },
    async client(request, signals) {
      const req = request()
      const arrived = signals.wait('data')
      req.write('aa')
      await arrived
      req.end('bb')
    },
  },
  'POST of an empty body': { options: { method: 'POST' }, handle: hi, client: end },
  'Expect: 100-continue': {
    options: { method: 'POST', headers: { expect: '100-continue' } },
    handle(req, res) {
      req.resume()
      req.on('end', () => res.end('ok'))
    },
    client(request) {
      const req = request()
      req.on('continue', () => req.end('body'))
    },
  },
  'an informational response before the final one': { handle: (req, res) => void (res.writeEarlyHints({ link: '</a>; rel=preload' }), res.end('x')), client: end },

  'a refused connection': { isRefused: true, client: end },
  'a refused connection of a pool': { isRefused: true, agent: { keepAlive: true }, client: end },
  'a name that does not resolve': { options: { lookup: (host, options, callback) => callback(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' })) }, client: end },
  'the server closes before the handshake': { raw: (socket) => socket.destroy(), client: end },
  'the server ends before the handshake': { raw: (socket) => socket.end(), client: end },
  'the server closes in the handshake': { raw: (socket) => socket.once('data', () => socket.destroy()), client: end },
  'the server resets in the handshake': { raw: (socket) => socket.once('data', () => socket.resetAndDestroy()), client: end },
  'the server resets in the handshake, of a pool': { agent: { keepAlive: true }, raw: (socket) => socket.once('data', () => socket.resetAndDestroy()), client: end },
  'the server responds without TLS': { raw: (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), client: end },
  'silence in the handshake': {
    options: { timeout: 30 },
    raw: () => {},
    client(request) {
      const req = request()
      req.once('timeout', () => req.destroy())
      req.end()
    },
  },
  'silence in the handshake, with an error for it': {
    options: { timeout: 30 },
    raw: () => {},
    client(request) {
      const req = request()
      req.once('timeout', () => req.destroy(new Error('too slow')))
      req.end()
    },
  },
  "silence in the handshake, and the agent's timeout": {
    agent: { timeout: 30 },
    raw: () => {},
    client(request) {
      const req = request()
      req.once('timeout', () => req.destroy())
      req.end()
    },
  },
  'silence after the request': {
    options: { timeout: 100 },
    handle: () => {},
    client(request) {
      const req = request()
      req.once('timeout', () => req.destroy())
      req.end()
    },
  },

  'destroyed at once': { handle: hi, client: (request) => void request().destroy() },
  'destroyed at once with an error': { handle: hi, client: (request) => void request().destroy(new Error('boo')) },
  'aborted at once': { handle: hi, client: (request) => void request().abort() },
  'destroyed when it has its socket': { handle: hi, client: destroyedAt('socket', (req) => req.destroy()) },
  'destroyed when connected': { handle: hi, client: destroyedAt('connect', (req) => req.destroy()) },
  'aborted when connected': { handle: hi, client: destroyedAt('connect', (req) => req.abort()) },
  'destroyed when connected, with an error': { agent: { keepAlive: true }, handle: hi, client: destroyedAt('connect', (req) => req.destroy(new Error('boo'))) },
  'destroyed in the handshake': {
    raw: (socket, signals) => socket.once('data', () => signals.send('hello')),
    async client(request, signals) {
      const hello = signals.wait('hello')
      const req = request()
      req.end()
      await hello
      req.destroy()
    },
  },
  'destroyed when secure': { handle: hi, client: destroyedAt('secureConnect', (req) => req.destroy()) },
  'destroyed when secure, with an error': { handle: hi, client: destroyedAt('secureConnect', (req) => req.destroy(new Error('boo'))) },
  'its socket destroyed when connected': { handle: hi, client: destroyedAt('connect', (req, socket) => socket.destroy()) },
  'its socket destroyed when secure, with an error': { handle: hi, client: destroyedAt('secureConnect', (req, socket) => socket.destroy(new Error('boo'))) },
  'a signal that aborts in the handshake': {
    raw: (socket, signals) => socket.once('data', () => signals.send('hello')),
    async client(request, signals) {
      const hello = signals.wait('hello')
      const controller = new AbortController()
      request('request', { signal: controller.signal }).end()
      await hello
      controller.abort()
    },
  },
  'destroyed during the response': {
    handle: (req, res) => void res.write('x'),
    async client(request) {
      const req = request()
      req.end()
      await responding(req)
      await turn()
      req.destroy()
    },
  },
  'the response destroyed': {
    handle: (req, res) => void res.write('x'),
    async client(request) {
      const req = request()
      req.end()
      const res = await responding(req)
      await turn()
      res.destroy()
    },
  },

  'the certificate of another host': { server: ({ OTHER_SERVER }) => OTHER_SERVER, handle: hi, client: end },
  'an expired certificate': { server: ({ EXPIRED_SERVER }) => EXPIRED_SERVER, handle: hi, client: end },
  'a self-signed certificate': { server: ({ SELF_SIGNED_SERVER }) => SELF_SIGNED_SERVER, handle: hi, client: end },
  'a certificate of an unknown authority': { options: { ca: [] }, handle: hi, client: end },
  'a certificate of an unknown authority, accepted': { options: { ca: [], rejectUnauthorized: false }, handle: hi, client: end },
  'an identity that is refused': { options: { checkServerIdentity: () => new Error('not you') }, handle: hi, client: end },
  'an identity that is refused, of a pool': { agent: { keepAlive: true }, options: { checkServerIdentity: () => new Error('not you') }, handle: hi, client: end },
  'no protocol in common': { options: { ALPNProtocols: ['other'] }, server: () => ({ ALPNProtocols: ['http/1.1'] }), handle: hi, client: end },
  'no version in common': { options: { maxVersion: 'TLSv1.2' }, server: () => ({ minVersion: 'TLSv1.3' }), handle: hi, client: end },
  'a client certificate that is missing': { server: ({ CA }) => ({ ca: CA, requestCert: true }), options: { maxVersion: 'TLSv1.2' }, handle: hi, client: end },
  'a client certificate': { server: ({ CA }) => ({ ca: CA, requestCert: true }), identity: ({ ALICE }) => ALICE, handle: hi, client: end },

  'the server closes the idle socket': {
    agent: { keepAlive: true },
    handle: (req, res) => void (res.end('hi'), res.once('close', () => req.socket.end())),
    async client(request) {
      const req = request()
      const socket = emitted(req, 'socket')
      req.end()
      await closed(await socket)
    },
  },
  'the server destroys the idle socket': {
    agent: { keepAlive: true },
    handle(req, res, signals) {
      signals.socket = req.socket
      res.end('hi')
    },
    async client(request, signals) {
      const req = request()
      const socket = emitted(req, 'socket')
      req.end()
      await closed(req)
      await turn()
      signals.socket.destroy()
      await closed(await socket)
    },
  },
  'the server writes to the idle socket': {
    agent: { keepAlive: true },
    handle(req, res, signals) {
      signals.socket = req.socket
      res.end('hi')
    },
    async client(request, signals) {
      const req = request()
      const socket = emitted(req, 'socket')
      req.end()
      await closed(req)
      await turn()
      signals.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
      await closed(await socket)
    },
  },
  'a second response after the first': { agent: { keepAlive: true }, handle: (req) => void req.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'), client: end },
  'Connection: close of the server': { agent: { keepAlive: true }, handle: (req, res) => res.writeHead(200, { connection: 'close' }).end('hi'), client: inTurn('first', 'second') },

  'an upgrade': {
    options: { headers: { connection: 'upgrade', upgrade: 'x' } },
    set: (server) => server.on('upgrade', (req, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nhello')),
    client(request) {
      const req = request()
      req.on('upgrade', (res, socket) => socket.resume().end())
      req.end()
    },
  },
  'an upgrade from a pool': {
    agent: { keepAlive: true },
    options: { headers: { connection: 'upgrade', upgrade: 'x' } },
    set: (server) => server.on('upgrade', (req, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nhello')),
    client(request) {
      const req = request()
      req.on('upgrade', (res, socket) => socket.resume().end())
      req.end()
    },
  },
  'CONNECT': {
    options: { method: 'CONNECT', path: 'example.test:443' },
    set: (server) => server.on('connect', (req, socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhello')),
    client(request) {
      const req = request()
      req.on('connect', (res, socket) => socket.resume().end())
      req.end()
    },
  },
  'CONNECT that is refused': {
    options: { method: 'CONNECT', path: 'example.test:443' },
    set: (server) => server.on('connect', (req, socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')),
    client(request) {
      const req = request()
      req.on('connect', (res, socket) => socket.resume().end())
      req.end()
    },
  },

  'the server destroys before the response': { handle: (req) => req.socket.destroy(), client: end },
  'the server ends before the response': { handle: (req) => req.socket.end(), client: end },
  'the server destroys in the response': {
    handle(req, res, signals) {
      signals.socket = req.socket
      res.writeHead(200, { 'content-length': 10 })
      res.write('x')
    },
    async client(request, signals) {
      const req = request()
      req.end()
      await responding(req)
      await turn()
      signals.socket.destroy()
    },
  },
  'the server ends in the response': { handle: (req, res) => void (res.writeHead(200, { 'content-length': 10 }), res.write('x', () => req.socket.end())), client: end },
  'a response that is not HTTP': { handle: (req) => void req.socket.end('garbage\r\n\r\n'), client: end },
  'a header that is too large': { options: { maxHeaderSize: 100 }, handle: (req, res) => res.writeHead(200, { x: 'a'.repeat(200) }).end(), client: end },

  'a connection from createConnection': {
    handle: hi,
    client: (request) => void request('request', { agent: undefined, createConnection: ({ port, host, ca }) => tls.connect({ port, host, ca, servername: host }) }).end(),
  },
  'a createConnection whose connection fails': {
    isRefused: true,
    client: (request) => void request('request', { agent: undefined, createConnection: ({ port, host, ca }) => tls.connect({ port, host, ca, servername: host }) }).end(),
  },

  'a tunnel': { agent: {}, proxy: 'HTTP/1.1 200 OK\r\n\r\n', handle: hi, client: end },
  'a tunnel of a pool': { agent: { keepAlive: true }, proxy: 'HTTP/1.1 200 OK\r\n\r\n', handle: hi, client: inTurn('first') },
  'a tunnel to the certificate of another host': { agent: {}, proxy: 'HTTP/1.1 200 OK\r\n\r\n', server: ({ OTHER_SERVER }) => OTHER_SERVER, handle: hi, client: end },
  'a tunnel that is refused': { agent: {}, proxy: 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', handle: hi, client: end },
  'a tunnel whose proxy closes': { agent: {}, proxy: 'reset', handle: hi, client: end },
  'a tunnel to a server that closes in the handshake': { agent: {}, proxy: 'HTTP/1.1 200 OK\r\n\r\n', raw: (socket) => socket.once('data', () => socket.destroy()), client: end },
}
