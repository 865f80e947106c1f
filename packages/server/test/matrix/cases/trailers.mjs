/** Trailers, sent and received. */
export const kind = 'server'

const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const does = (handle, more) => ({ send: LAST, events: false, handle, ...more })
const upload = (trailers) => `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n${trailers}\r\n`
const show = (req, res, t) => {
  t.log('before', req.trailers, req.rawTrailers)
  req.resume().on('end', () => {
    t.log('end', req.trailers, req.trailersDistinct, req.rawTrailers)
    res.end()
  })
}

export const cases = {
  'SO-17 after a chunked body': does((req, res) => {
    res.write('a')
    res.addTrailers({ 'X-T': '1', 'x-list': ['2', '3'] })
    res.end('b')
  }),
  'SO-17 as pairs, which replace earlier ones': does((req, res) => {
    res.write('a')
    res.addTrailers({ 'X-Old': '1' })
    res.addTrailers([['X-T', '1'], ['X-T', '2']])
    res.end()
  }),
  'SO-17 dropped without chunks': does((req, res) => {
    res.addTrailers({ 'X-T': '1' })
    res.end('counted')
  }),
  'SO-17 dropped with HTTP/1.0': does((req, res) => {
    res.write('a')
    res.addTrailers({ 'X-T': '1' })
    res.end()
  }, { send: 'GET / HTTP/1.0\r\n\r\n' }),
  'SO-17 dropped in the response to HEAD': does((req, res) => {
    res.write('a')
    res.addTrailers({ 'X-T': '1' })
    res.end()
  }, { send: 'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' }),
  'SO-17 names and values that may not be sent': does((req, res, t) => {
    res.write('a')
    t.attempt('name', () => res.addTrailers({ 'a b': '1' }))
    t.attempt('value', () => res.addTrailers({ a: '1\r\n' }))
    t.attempt('undefined', () => res.addTrailers({ a: undefined }))
    t.attempt('item', () => res.addTrailers({ a: ['1', '\0'] }))
    t.attempt('pair name', () => res.addTrailers([['', '1']]))
    t.attempt('null value', () => res.addTrailers({ n: null, num: 5 }))
    res.end()
  }),
  'SO-17 arguments that are not trailers': does((req, res, t) => {
    res.write('a')
    for (const value of [undefined, null, 'ab', 5, ['a', '1']]) t.attempt(JSON.stringify(value) ?? 'undefined', () => res.addTrailers(value))
    res.end()
  }),
  'SO-17 added after end': does((req, res, t) => {
    res.write('a')
    res.end()
    t.attempt('addTrailers', () => res.addTrailers({ a: '1' }))
  }),
  'SO-18 Trailer header, end alone': does((req, res) => {
    res.setHeader('Trailer', 'X-T')
    res.addTrailers({ 'X-T': '1' })
    res.end('z')
  }),
  'SO-18 Trailer header with Content-Length': does((req, res, t) => {
    res.setHeader('Trailer', 'X-T')
    res.setHeader('Content-Length', 1)
    t.attempt('end', () => void res.end('z'))
    t.log('sent', res.headersSent)
    res.destroy()
  }),
  'SO-18 Trailer header in writeHead with Content-Length': does((req, res, t) => {
    t.attempt('writeHead', () => void res.writeHead(200, { Trailer: 'X-T', 'Content-Length': '1' }))
    res.destroy()
  }),
  'SO-18 Trailer header in a response to HEAD, with 204': does((req, res, t) => {
    if (req.url === '/204') res.statusCode = 204
    res.setHeader('Trailer', 'X-T')
    t.attempt(req.url, () => void res.end())
    if (!res.writableEnded) res.destroy()
  }, { send: 'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' }),
  'P-15 received': does(show, { send: upload('X-T: 1\r\nx-t: 2\r\nHost: b\r\nHost: c\r\nSet-Cookie: d\r\n') }),
  'P-15 received, none': does(show, { send: upload('') }),
  'P-15 Content-Length in trailers': does(show, { send: upload('Content-Length: 5\r\n'), events: true }),
  'P-15 Transfer-Encoding in trailers': does(show, { send: upload('Transfer-Encoding: chunked\r\n'), events: true }),
  'P-15 too large': does(show, { send: upload(`X: ${'x'.repeat(17_000)}\r\n`), events: true }),
}
