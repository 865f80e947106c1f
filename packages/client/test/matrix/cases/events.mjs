/** The events of a request and its response in order, with and without errors. */
import { happened, turn } from '../../../../../internal/test-kit/src/matrix/trace.mjs'

export const kind = 'client'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const HALF = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'

/** The peer responds with `bytes` and ends its side. */
const ends = (bytes) => ({ async serve(peer) { await peer.until('\r\n\r\n'); peer.end(bytes) } })
/** Calls `act` when the client has read the first half of a body. */
const half = (act, options) => ({
  options,
  reply: HALF,
  async client(request, t) {
    const req = request()
    req.on('response', (res) => res.once('data', () => act(req, res, t)))
    req.end()
    await happened(req, 'close')
  },
})
/** Calls `act` when the peer has received the request. */
const waiting = (act, options) => ({
  options,
  async serve(peer, t) { await peer.until('\r\n\r\n'); t.send('received') },
  async client(request, t) {
    const req = request()
    req.end()
    await t.wait('received')
    act(req, t)
    await happened(req, 'close')
  },
})
/** Calls `act` in the turn in which the request was made. The connection opens nevertheless, and closes. */
const atOnce = (act, options) => ({
  options,
  async serve(peer, t) { t.send('accepted') },
  async client(request, t) {
    const req = request()
    act(req, t)
    await happened(req, 'close')
    t.log('destroyed', req.destroyed)
    await t.wait('accepted')
  },
})
const atEnd = (act, agent) => ({
  agent,
  reply: OK,
  async client(request, t) {
    const req = request()
    req.on('response', (res) => res.on('end', () => act(req, res, t)))
    req.end()
    await happened(req, 'close')
    await turn()
  },
})

export const cases = {
  'CL-28 a response': { reply: OK },
  'CL-28 a second response in the same bytes': { reply: OK + OK },
  'CL-28 a second response in the same bytes, on a keep-alive socket': { agent: { keepAlive: true }, reply: OK + OK },
  'order 16: junk after a response': { reply: `${OK}junk` },
  'order 16: junk after a response, on a keep-alive socket': { agent: { keepAlive: true }, reply: `${OK}junk` },
  'order 16: junk after a response that closes': { reply: `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nokjunk` },
  'order 16: a response that is not HTTP': { reply: 'nonsense\r\n\r\n' },
  'order 16: a bad chunk': { reply: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n' },
  'P-12 Content-Length and Transfer-Encoding': { reply: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' },
  'P-17 a head that is too long': { reply: `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(17000)}\r\n\r\n` },
  'P-16 204 has no body': { ...ends('HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n') },
  'P-16 304 has no body': { reply: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n' },
  'P-16 HEAD has no body': { options: { method: 'HEAD' }, reply: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n' },
  'P-16 HEAD, chunked, on a keep-alive socket': { agent: { keepAlive: true }, options: { method: 'HEAD' }, reply: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' },
  'P-16 a body until the end of the connection': ends('HTTP/1.1 200 OK\r\n\r\nabc'),
  'P-16 a body until the end of the connection, HTTP/1.0': ends('HTTP/1.0 200 OK\r\n\r\nabc'),
  'H-09 trailers': { reply: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\nok\r\n0\r\nX: y\r\nx: z\r\n\r\n', async client(request, t) {
    const req = request()
    req.on('response', (res) => {
      t.log('at first', res.trailers, res.rawTrailers)
      res.on('end', () => t.log('at the end', res.trailers, res.rawTrailers, res.trailersDistinct))
    })
    req.end()
    await happened(req, 'close')
  } },
  'CL-29 every 1xx emits information': { reply: `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 P\r\nA: b\r\na: c\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 103 Early\r\nLink: y\r\n\r\n${OK}` },
  'P-21 101 without Upgrade is a response': { reply: 'HTTP/1.1 101 Switching Protocols\r\n\r\n' },
  'E-20 closed before the response': { async serve(peer) { await peer.until('\r\n\r\n'); peer.end() } },
  'E-20 closed in the status line': ends('HTTP/1.'),
  'E-20 closed in the head': ends('HTTP/1.1 200 OK\r\nContent-Le'),
  'E-20 closed in a counted body': ends(HALF),
  'E-20 closed in a chunk': ends('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc'),
  'E-20 reset before the response': { async serve(peer) { await peer.until('\r\n\r\n'); peer.reset() } },
  'E-20 reset in the body': { async serve(peer, t) { await peer.until('\r\n\r\n'); await peer.write(HALF); await t.wait('read'); peer.reset() }, async client(request, t) {
    const req = request()
    req.on('response', (res) => res.on('data', () => t.send('read')))
    req.end()
    await happened(req, 'close')
  } },
  'order 6: destroy in the same turn': atOnce((req) => req.destroy()),
  'order 6: destroy(error) in the same turn': atOnce((req) => req.destroy(new Error('mine'))),
  'order 6: abort in the same turn': atOnce((req, t) => { req.abort(); t.log('aborted', req.aborted) }),
  'order 6: a signal aborted beforehand': atOnce((req, t) => t.log('destroyed', req.destroyed), { signal: AbortSignal.abort('why') }),
  'order 18: destroy in socket': { async client(request) {
    const req = request()
    req.on('socket', () => req.destroy())
    req.end()
    await happened(req, 'close')
  } },
  'order 18: destroy(error) in socket': { async client(request) {
    const req = request()
    req.on('socket', () => req.destroy(new Error('mine')))
    req.end()
    await happened(req, 'close')
  } },
  'order 18: destroy in connect': { async client(request) {
    const req = request()
    req.on('socket', (socket) => socket.on('connect', () => req.destroy()))
    req.end()
    await happened(req, 'close')
  } },
  'order 18: no listeners': { async client(request) {
    const req = request({ port: 1 })
    req.end()
    await happened(req, 'close')
  } },
  'order 18: a name that is not found': { async client(request) {
    const lookup = (host, options, callback) => process.nextTick(callback, Object.assign(new Error('nowhere'), { code: 'ENOTFOUND' }))
    const req = request({ host: 'nowhere.test', lookup })
    req.end()
    await happened(req, 'close')
  } },
  'order 3: destroy before the response': waiting((req) => req.destroy()),
  'order 3: destroy(error) before the response': waiting((req) => req.destroy(new Error('mine'))),
  'order 3: abort before the response': waiting((req) => { req.abort(); req.abort() }),
  'CL-19 a signal before the response': { ...waiting(() => {}), async client(request, t) {
    const controller = new AbortController()
    const req = request({ signal: controller.signal })
    req.on('error', (error) => t.log('cause', error.cause.message))
    req.end()
    await t.wait('received')
    controller.abort(new Error('reason'))
    await happened(req, 'close')
  } },
  'CL-19 a signal after the end': { agent: { keepAlive: true }, reply: OK, async client(request) {
    const controller = new AbortController()
    const req = request({ signal: controller.signal })
    req.end()
    await happened(req, 'close')
    controller.abort()
    await turn()
  } },
  'order 4: destroy in the response': { reply: HALF, async client(request) {
    const req = request()
    req.on('response', () => req.destroy())
    req.end()
    await happened(req, 'close')
  } },
  'order 4: destroy during the body': half((req) => req.destroy()),
  'order 4: destroy(error) during the body': half((req) => req.destroy(new Error('mine'))),
  'order 4: abort during the body': half((req) => req.abort()),
  'order 4: res.destroy during the body': half((req, res) => res.destroy()),
  'order 4: res.destroy(error) during the body': half((req, res) => res.destroy(new Error('mine'))),
  'order 4: res.destroy in the response': { reply: HALF, async client(request) {
    const req = request()
    req.on('response', (res) => res.destroy())
    req.end()
    await happened(req, 'close')
  } },
  'CL-35 destroy at the end': atEnd((req) => req.destroy()),
  'CL-35 destroy(error) at the end': atEnd((req) => req.destroy(new Error('mine'))),
  'CL-35 destroy at the end, on a keep-alive socket': atEnd((req) => req.destroy(), { keepAlive: true }),
  'CL-25 Expect, and a body when the peer wants it': { options: { method: 'POST', headers: { Expect: '100-continue' } }, async serve(peer) {
    await peer.until('\r\n\r\n')
    await peer.write('HTTP/1.1 100 Continue\r\n\r\n')
    await peer.until('0\r\n\r\n')
    await peer.write(OK)
  }, async client(request) {
    const req = request()
    req.on('continue', () => req.end('body'))
    await happened(req, 'close')
  } },
  'CL-25 Expect, refused': { options: { method: 'POST', headers: { Expect: '100-continue' } }, reply: 'HTTP/1.1 417 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', async client(request) {
    const req = request()
    await happened(req, 'close')
  } },
  'CL-39 a response before the body is sent, on a keep-alive socket': { agent: { keepAlive: true }, options: { method: 'POST' }, async serve(peer) { await peer.until('a\r\n'); await peer.write(OK) }, async client(request) {
    const req = request()
    req.write('a')
    req.on('response', (res) => res.on('end', () => setImmediate(() => req.end('b'))))
    await happened(req, 'close')
    await turn()
  } },
  'CL-39 a response before the body is sent, and the connection closes': { options: { method: 'POST' }, async serve(peer) { await peer.until('a\r\n'); await peer.write(OK) }, async client(request) {
    const req = request()
    req.write('a')
    await happened(req, 'close')
  } },
  'CL-36 a reused socket': { agent: { keepAlive: true }, reply: OK, async client(request, t) {
    const first = request({}, 'first')
    first.end()
    await happened(first, 'close')
    await turn()
    const second = request({}, 'second')
    second.end()
    t.log('reused', first.reusedSocket, second.reusedSocket)
    await happened(second, 'close')
    await turn()
  } },
  'CL-33 drain': { options: { method: 'POST' }, async serve(peer) { await peer.until('0\r\n\r\n'); await peer.write(OK) }, async client(request, t) {
    const req = request()
    t.log('more', req.write('x'.repeat(70_000)), req.writableNeedDrain)
    await happened(req, 'drain')
    t.log('left', req.writableLength, req.writableNeedDrain)
    req.end()
    await happened(req, 'close')
  } },
}
