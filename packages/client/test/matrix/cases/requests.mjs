/** The bytes of a request for its arguments, options and calls. */
import net from 'node:net'
import url from 'node:url'
import { happened } from '../../../../../internal/test-kit/src/matrix/trace.mjs'

export const kind = 'client'

const OK = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

/** A case with one request with `options`. `send` writes it and ends it. */
const sent = (options, send = (req) => req.end()) => ({
  events: false,
  options,
  async serve(peer, t) {
    await peer.until('\r\n\r\n')
    await t.wait('sent')
    await peer.write(OK)
  },
  async client(request, t) {
    const req = request()
    req.on('response', (res) => res.resume())
    await send(req, t)
    req.on('finish', () => t.send('sent'))
    await happened(req, 'close')
  },
})

/** A case with a request in another form than `request(options)`. `make` gets the module, the port, and options that every request needs. */
const made = (make) => ({
  events: false,
  reply: OK,
  async client(_request, t) {
    const req = make(t.http, t.port, { agent: false }, t)
    t.untilClosed(req)
    req.on('response', (res) => res.resume())
    t.log('request', req.method, req.path, req.host, req.protocol, req.getHeaders().authorization)
    req.end()
    await happened(req, 'close')
  },
})

/** A createConnection that connects to the peer, for options that name another host. */
const toPeer = (t) => () => net.connect(t.port, '127.0.0.1')
const elsewhere = (options) => ({ ...sent(), async client(request, t) {
  const req = request({ agent: undefined, createConnection: toPeer(t), ...options })
  req.on('response', (res) => res.resume())
  req.on('finish', () => t.send('sent'))
  req.end()
  await happened(req, 'close')
} })

export const cases = {
  'CL-01 a URL string': made((http, port, options) => http.request(`http://127.0.0.1:${port}/a?b#c`, options)),
  'CL-01 a URL': made((http, port, options) => http.request(new URL(`http://127.0.0.1:${port}/x y?é`), options)),
  'CL-01 options win over the URL': made((http, port, options) => http.request(new URL(`http://127.0.0.1:${port}/url`), { ...options, method: 'PUT', path: '/options' })),
  'CL-01 properties that were added to a URL count': made((http, port) => http.request(Object.assign(new URL(`http://127.0.0.1:${port}/own`), { agent: false, headers: { a: 'b' } }))),
  'CL-01 the result of url.parse': made((http, port, options) => http.request({ ...url.parse(`http://u:p@127.0.0.1:${port}/a?b`), ...options })),
  'CL-01 options that are inherited do not count': made((http, port, options) => http.request(Object.assign(Object.create({ path: '/inherited' }), { host: '127.0.0.1', port, ...options }))),
  'CL-01 frozen options': made((http, port, options) => http.request(Object.freeze({ host: '127.0.0.1', port, headers: Object.freeze({ a: 'b' }), ...options }))),
  'CL-01 a listener after null': made((http, port, options, t) => http.request(new URL(`http://127.0.0.1:${port}/`), null, t.callback('listener'))),
  'CL-02 get': { events: false, reply: OK, async client(_request, t) {
    const req = t.http.get({ host: '127.0.0.1', port: t.port, agent: false }, (res) => res.resume())
    t.untilClosed(req)
    t.log('ended', req.writableEnded, req.method)
    await happened(req, 'close')
  } },
  'CL-04 hostname wins over host': elsewhere({ hostname: 'name.test', host: 'host.test', port: 81 }),
  'CL-05 a port that is a string': sent({}, (req, t) => { t.log('host', typeof req.getHeader('host')); req.end() }),
  'CL-06 a path of Latin-1': sent({ path: '/h\xe9\x7f' }),
  'CL-06 a path without a slash': sent({ path: 'foo' }),
  'CL-06 an empty path': sent({ path: '' }),
  'CL-06 a path that is an object': sent({ path: { toString: () => '/object' } }),
  'CL-07 a path set later': sent({ path: '/first' }, (req, t) => {
    req.path = '/second'
    t.attempt('a space', () => { req.path = '/a b' })
    t.attempt('a line', () => { req.path = '/a\r\nX: y' })
    t.attempt('undefined', () => { req.path = undefined })
    t.log('path', req.path)
    req.end()
  }),
  'CL-08 a method in lower case': sent({ method: 'post' }),
  'CL-08 an unknown method': sent({ method: 'brew!' }),
  'CL-08 a method set later': sent({}, (req) => { req.method = 'PUT'; req.end('x') }),
  'CL-09 headers as an object': sent({ headers: { 'X-A': 1, 'x-b': ['2', '3'], Cookie: ['a=1', 'b=2'] } }),
  'CL-09 headers as a flat list': sent({ headers: ['X-A', '1', 'x-a', '2'], auth: 'u:p' }),
  'CL-09 headers as a list of pairs': sent({ headers: [['X-A', '1'], ['x-a', ['2', '3']]] }),
  'CL-09 with a list of headers the head is built: setHeader throws': sent({ method: 'POST', headers: ['X-A', '1'] }, (req, t) => {
    t.log('sent', req.headersSent, req.getHeader('x-a'), req.getHeaderNames())
    t.attempt('setHeader', () => req.setHeader('b', 'c'))
    req.end('body')
  }),
  'CL-09 an empty list of headers': sent({ headers: [] }),
  'CL-10 the order of headers': sent({ method: 'POST', auth: 'u:p', headers: { 'X-1': 'a' } }, (req) => { req.setHeader('X-2', 'b'); req.end('x') }),
  'CL-11 an IPv6 address gets brackets': elsewhere({ host: '::1', port: 81 }),
  'CL-11 an IPv6 address that has brackets': elsewhere({ host: '[::1]', port: 81 }),
  'CL-11 a name with one colon': elsewhere({ host: 'foo:1234', port: 81 }),
  'CL-11 without an agent there is no default port': elsewhere({ host: 'a.test', port: 80 }),
  'CL-11 a default port is left out': elsewhere({ host: 'a.test', port: 81, defaultPort: 81 }),
  'CL-11 Host of CONNECT': { events: false, options: { method: 'CONNECT', path: 'a.test:443' }, reply: 'HTTP/1.1 200 OK\r\n\r\n', async client(request) {
    const req = request()
    req.on('connect', (res, socket) => socket.destroy())
    req.end()
    await happened(req, 'close')
  } },
  'CL-11 a Host of the user': sent({ headers: { host: 'example.org' } }),
  'CL-12 setHost: false': sent({ setHost: false }),
  'CL-12 setHost: null': sent({ setHost: null }),
  'CL-13 setDefaultHeaders: false': sent({ setDefaultHeaders: false }),
  'CL-13 setDefaultHeaders: false, setHost: true': sent({ setDefaultHeaders: false, setHost: true }),
  'CL-13 setDefaultHeaders: false, a body': sent({ setDefaultHeaders: false, method: 'POST' }, (req) => { req.write('a'); req.end('b') }),
  'CL-13 setDefaultHeaders: false, auth': sent({ setDefaultHeaders: false, auth: 'u:p' }),
  'CL-13 setDefaultHeaders: false, a list of headers': sent({ setDefaultHeaders: false, headers: ['A', 'b'] }),
  'CL-13 setDefaultHeaders: false, headers of the user': sent({ setDefaultHeaders: false, method: 'POST', headers: { Connection: 'close', 'Content-Length': 1 } }, (req) => req.end('b')),
  'CL-14 auth': sent({ auth: 'u:p' }),
  'CL-14 auth that is not ASCII': sent({ auth: 'ü:p' }),
  'CL-14 an Authorization header wins': sent({ auth: 'u:p', headers: { authorization: 'Bearer x' } }),
  'CL-14 user information of a URL': made((http, port, options) => http.request(`http://us%20er:p%3Aw@127.0.0.1:${port}/`, options)),
  'CL-14 a user without a password': made((http, port, options) => http.request(`http://user@127.0.0.1:${port}/`, options)),
  'CL-24 a GET with a body in pieces': sent({}, (req) => { req.write('ab'); req.end('c') }),
  'CL-24 a GET with a body': sent({}, (req) => req.end('c')),
  'CL-24 a DELETE with a counted body': sent({ method: 'DELETE', headers: { 'content-length': 1 } }, (req) => req.end('c')),
  'CL-24 a GET with a chunked body': sent({ headers: { 'transfer-encoding': 'chunked' } }, (req) => { req.write('a'); req.end('c') }),
  'CL-24 a POST without a body': sent({ method: 'POST' }),
  'CL-24 a POST with a body': sent({ method: 'POST' }, (req) => req.end('body')),
  'CL-24 a POST with an empty write': sent({ method: 'POST' }, (req) => { req.write(''); req.end() }),
  'CL-24 a POST with a Content-Length of the user': sent({ method: 'POST', headers: { 'content-length': 2 } }, (req) => { req.write('a'); req.end('c') }),
  'CL-24 a POST without useChunkedEncodingByDefault': sent({ method: 'POST' }, (req) => { req.useChunkedEncodingByDefault = false; req.write('a'); req.end('c') }),
  'CL-24 Transfer-Encoding removed': sent({ method: 'POST' }, (req) => { req.removeHeader('transfer-encoding'); req.write('a'); req.end('c') }),
  'CL-24 Content-Length removed': sent({ method: 'POST' }, (req) => { req.removeHeader('content-length'); req.end('c') }),
  'CL-24 another coding': sent({ method: 'POST', headers: { 'transfer-encoding': 'gzip' } }, (req) => req.end('ab')),
  'CL-25 Expect sends the head at once': sent({ method: 'POST', headers: { Expect: '100-continue' } }, (req, t) => { t.log('sent', req.headersSent); req.end('body') }),
  'CL-25 Expect in a list of headers': sent({ method: 'POST', headers: ['Expect', '100-continue'] }, (req) => req.end('body')),
  'CL-26 Connection of the user': sent({ headers: { Connection: 'keep-alive' } }),
  'CL-26 Connection removed': sent({}, (req) => { req.removeHeader('connection'); req.end() }),
  'CL-26 an agent with few sockets': { ...sent({}), agent: { maxSockets: 1 } },
  'CL-26 an agent that keeps sockets, and a request that does not': { ...sent({ headers: { connection: 'close' } }), agent: { keepAlive: true } },
  'SO-11 flushHeaders': sent({ method: 'POST' }, (req, t) => { req.flushHeaders(); t.log('sent', req.headersSent); req.flushHeaders(); req.end('c') }),
  'SO-13 writes before there is a socket become separate chunks': sent({ method: 'POST' }, (req) => { req.write('a'); req.write('b'); req.end('c') }),
  'SO-13 writes in one turn with a socket become one chunk': sent({ method: 'POST' }, async (req) => {
    const [socket] = await new Promise((resolve) => req.once('socket', (...args) => resolve(args)))
    await happened(socket, 'connect')
    req.write('a')
    req.write('b')
    req.end('c')
  }),
  'SO-17 trailers': sent({ method: 'POST', headers: { Trailer: 'X' } }, (req) => { req.write('a'); req.addTrailers({ X: 'y' }); req.end() }),
  'CL-37 the fields of a request': sent({}, (req, t) => {
    t.log('state', req.aborted, req.destroyed, req.reusedSocket, req.upgradeOrConnect, req.res === null, req.socket === null, req.maxHeadersCount, req.timeoutCb)
    t.log('calls', typeof req.onSocket, typeof req.clearTimeout, req.setNoDelay(), req.setSocketKeepAlive(true, 5))
    req.end()
  }),
}
