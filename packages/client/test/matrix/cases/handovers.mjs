/** Upgrades, CONNECT, createConnection, the members of the response, and timeouts. */
import net from 'node:net'
import { happened, turn } from '../../../../../internal/test-kit/src/matrix/trace.mjs'

export const kind = 'client'

const OK = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'

/** A case with a listener for `event`, which logs its arguments. */
const taken = (event, bytes, options, agent) => ({
  agent,
  options,
  reply: bytes,
  async client(request, t) {
    const req = request()
    req.on(event, (res, socket, head) => {
      t.log(`req.${event}`, res.statusCode, head, res.upgrade, res.complete, socket === req.socket, req.upgradeOrConnect, req.destroyed)
      t.log('socket is free', socket.listenerCount('data'), socket.listenerCount('drain'), socket.readableFlowing, socket._httpMessage)
      socket.on('data', (data) => t.log('socket.data', data))
      socket.end()
    })
    req.end()
    await happened(req, 'close')
  },
})
const notTaken = (bytes, options) => ({ options, reply: bytes })
/** A case whose connection comes from `createConnection`. */
const opened = (createConnection, options) => ({
  options,
  reply: OK,
  async client(request, t) {
    const req = request({ agent: undefined, createConnection: (options, callback) => createConnection(t, options, callback) })
    t.log('agent', req.agent)
    req.end()
    await happened(req, 'close')
  },
})
/** A case that calls `look` with the response. */
const seen = (bytes, look, options, prepare) => ({
  events: false,
  options,
  reply: bytes,
  async client(request, t) {
    const req = request()
    prepare?.(req)
    req.on('error', (error) => t.log('error', error))
    req.on('response', (res) => {
      look(res, t, req)
      res.resume()
    })
    req.end()
    await happened(req, 'close')
  },
})
const fields = (n) => `HTTP/1.1 200 OK\r\n${Array.from({ length: n }, (_, i) => `a${i}: ${i}\r\n`).join('')}Connection: close\r\nContent-Length: 0\r\n\r\n`
const counts = (res, t) => t.log('fields', Object.keys(res.headers).length, Object.keys(res.headersDistinct).length)
const CTL = 'HTTP/1.1 200 OK\r\nX: a\x01\x7f\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
const raw = (res, t) => t.log('raw', res.rawHeaders)

export const cases = {
  'CL-31 an upgrade': taken('upgrade', `${SWITCH}rest`, { headers: { Connection: 'upgrade', Upgrade: 'x' } }),
  'CL-31 an upgrade that was not requested': taken('upgrade', SWITCH),
  'CL-31 an upgrade over an agent': taken('upgrade', `${SWITCH}rest`, { headers: { Connection: 'upgrade', Upgrade: 'x' } }, { keepAlive: true }),
  'CL-31 an upgrade without a listener': notTaken(SWITCH),
  'CL-32 CONNECT': taken('connect', 'HTTP/1.1 200 OK\r\n\r\nrest', { method: 'CONNECT', path: 'a.test:1' }),
  'CL-32 CONNECT refused: the body is passed as head': taken('connect', 'HTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\nrest', { method: 'CONNECT', path: 'a.test:1' }),
  'CL-32 CONNECT over an agent': taken('connect', 'HTTP/1.1 200 OK\r\n\r\n', { method: 'CONNECT', path: 'a.test:1' }, { keepAlive: true }),
  'CL-32 CONNECT without a listener': notTaken('HTTP/1.1 200 OK\r\n\r\n', { method: 'CONNECT', path: 'a.test:1' }),
  'CL-16 createConnection returns a socket': opened((t, { host, port }) => net.connect(port, host)),
  'CL-16 createConnection calls back': opened((t, { host, port }, callback) => void setImmediate(callback, null, net.connect(port, host))),
  'CL-16 createConnection returns a socket and calls back: the first counts': opened((t, { host, port }, callback) => {
    const socket = net.connect(port, host)
    callback(null, socket)
    return socket
  }),
  'CL-16 createConnection with agent: false': { options: {}, reply: OK, async client(request, t) {
    const req = request({ createConnection: ({ host, port }) => (t.log('called'), net.connect(port, host)) })
    req.end()
    await happened(req, 'close')
  } },
  'CL-16 createConnection fails': {
    ...opened((t, options, callback) => void setImmediate(callback, new Error('none'))),
    async client(request, t) {
      const req = t.http.request({ createConnection: (options, callback) => void setImmediate(callback, new Error('none')) })
      t.watch('req', req, ['socket', 'error'])
      req.end()
      await happened(req, 'error')
    },
  },
  'CL-16 createConnection throws': { async client(request, t) {
    const req = t.http.request({ createConnection() { throw new Error('none') } })
    t.watch('req', req, ['socket', 'error'])
    req.end()
    await happened(req, 'error')
  } },
  'CL-21 lookup is called': { reply: OK, async client(request, t) {
    const req = request({ host: 'a.test', lookup: (host, options, callback) => {
      t.log('lookup', host, options.family)
      callback(null, options.all ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4)
    }, family: 4, headers: { Host: 'a.test' } })
    req.end()
    await happened(req, 'close')
  } },
  'CL-21 localAddress': { events: false, reply: OK, async client(request, t) {
    const req = request({ localAddress: '127.0.0.2' })
    req.on('response', (res) => {
      t.log('from', res.socket.localAddress)
      res.resume()
    })
    req.end()
    await happened(req, 'close')
  } },
  'CL-15 an object with addRequest as agent': { events: false, reply: OK, async client(request, t) {
    const agent = { addRequest(req, options) {
      t.log('options', options.path, options.method, options.host, typeof options.port, options.signal === undefined)
      req.onSocket(net.connect(t.port, '127.0.0.1'))
    } }
    const req = request({ agent, path: '/p', signal: new AbortController().signal })
    req.on('response', (res) => res.resume())
    req.end()
    await happened(req, 'close')
    t.log('keeps', req.shouldKeepAlive)
  } },
  'CL-03 protocol of the agent': { events: false, reply: OK, async client(request, t) {
    const agent = { protocol: 'x:', defaultPort: 5, addRequest(req, { port }) {
      t.log('port', port)
      req.onSocket(net.connect(t.port, '127.0.0.1'))
    } }
    t.attempt('another', () => request({ agent }))
    const req = request({ agent, protocol: 'x:', port: undefined })
    req.on('response', (res) => res.resume())
    req.end()
    await happened(req, 'close')
  } },
  'SI-02 to SI-07 a response': seen('HTTP/1.1 299 Fine\r\nX-A: 1\r\nx-a: 2\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', (res, t, req) => {
    t.log('line', res.statusCode, res.statusMessage, res.httpVersion, res.httpVersionMajor, res.httpVersionMinor, res.method, res.url)
    t.log('state', res.complete, res.aborted, res.upgrade, res.req === req, req.res === res, res.socket === req.socket, res.connection === res.socket, res.client === res.socket)
    t.log('headers', res.headers, res.rawHeaders, res.headersDistinct)
  }),
  'P-24 a reason that is empty': seen('HTTP/1.1 200\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', (res, t) => t.log('line', res.statusCode, res.statusMessage)),
  'P-24 a reason of Latin-1': seen('HTTP/1.1 200 \xe9\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', (res, t) => t.log('line', res.statusMessage)),
  'H-02 duplicates': seen('HTTP/1.1 200 OK\r\nage: 1\r\nage: 2\r\nset-cookie: a\r\nx: 1\r\nx: 2\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', (res, t) => t.log('headers', res.headers)),
  'H-06 joinDuplicateHeaders': seen('HTTP/1.1 200 OK\r\nage: 1\r\nage: 2\r\nset-cookie: a\r\nx: 1\r\nx: 2\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', (res, t) => t.log('headers', res.headers), { joinDuplicateHeaders: true }),
  'P-18 a thousand fields': seen(fields(1005), counts, { maxHeaderSize: 100_000 }),
  'CL-23 maxHeadersCount': seen(fields(40), counts, {}, (req) => { req.maxHeadersCount = 33 }),
  'CL-23 maxHeadersCount 0': seen(fields(1005), counts, { maxHeaderSize: 100_000 }, (req) => { req.maxHeadersCount = 0 }),
  'CL-23 maxHeadersCount is not an option': seen(fields(5), counts, { maxHeadersCount: 2 }),
  'CL-22 maxHeaderSize': seen(fields(30), counts, { maxHeaderSize: 50 }),
  'P-26 strict': seen(CTL, raw),
  'P-26 relaxed': seen(CTL, raw, { httpValidation: 'relaxed' }),
  'P-26 insecure': seen(CTL, raw, { httpValidation: 'insecure' }),
  'P-25 insecureHTTPParser': seen('HTTP/1.1 200 OK\nX: a\x01\n b\nConnection: close\nContent-Length: 0\r\n\r\n', raw, { insecureHTTPParser: true }),
  'CL-17 timeout, with listeners on every object': { options: { timeout: 20 }, async serve(peer) { await peer.until('\r\n\r\n'); await peer.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc') }, async client(request, t) {
    const req = request()
    t.log('timeout', req.timeout)
    req.on('response', (res) => res.on('timeout', () => req.destroy()))
    req.end()
    await happened(req, 'close')
  } },
  'CL-17 timeout before the response': { options: { timeout: 20 }, async client(request) {
    const req = request()
    req.on('timeout', () => req.destroy())
    req.end()
    await happened(req, 'close')
  } },
  'CL-17 timeout of the agent': { agent: { timeout: 20 }, async client(request) {
    const req = request()
    req.on('timeout', () => req.destroy())
    req.end()
    await happened(req, 'close')
  } },
  'CL-18 setTimeout starts when the socket has connected': { async client(request, t) {
    const req = request()
    req.setTimeout(1000, t.callback('first'))
    req.setTimeout(20, t.callback('second'))
    req.on('socket', (socket) => {
      t.log('before', socket.timeout)
      socket.on('connect', () => t.log('after', socket.timeout))
    })
    req.on('timeout', () => req.destroy())
    req.end()
    await happened(req, 'close')
  } },
  'CL-18 setTimeout(0) replaces the option': { options: { timeout: 20 }, reply: OK, async client(request, t) {
    const req = request()
    req.setTimeout(0)
    req.on('response', (res) => t.log('timeout', res.socket.timeout))
    req.end()
    await happened(req, 'close')
  } },
  'CL-37 clearTimeout': { reply: OK, async client(request, t) {
    const req = request()
    req.setTimeout(20)
    req.clearTimeout()
    req.on('response', (res) => t.log('timeout', res.socket.timeout))
    req.end()
    await happened(req, 'close')
  } },
  'SI-11 res.setTimeout': { reply: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', async client(request, t) {
    const req = request()
    req.on('response', (res) => res.on('data', () => t.log('itself', res.setTimeout(20, () => res.destroy()) === res)))
    req.end()
    await happened(req, 'close')
  } },
  'CL-20 setNoDelay and setSocketKeepAlive before the socket': { events: false, reply: OK, async client(request, t) {
    const req = request()
    req.setNoDelay()
    req.setNoDelay(false)
    req.setSocketKeepAlive(true, 100)
    req.on('response', (res) => res.resume())
    req.end()
    await happened(req, 'close')
    t.log('sent')
  } },
  'CL-30 a pooled socket with unexpected data serves no request': { agent: { keepAlive: true }, async serve(peer, t, number) {
    await peer.until('\r\n\r\n')
    await peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    if (number > 1) return
    await t.wait('idle')
    await peer.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil')
  }, async client(request, t) {
    const first = request({}, 'first')
    let socket
    first.on('socket', (it) => { socket = it })
    first.end()
    await happened(first, 'close')
    await turn()
    t.send('idle')
    await happened(socket, 'close')
    const second = request({}, 'second')
    second.end()
    await happened(second, 'close')
    await turn()
  } },
}
