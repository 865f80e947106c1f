/** The members of a request in a handler. */
export const kind = 'server'

const CLOSE = 'Host: a\r\nConnection: close\r\n'
const get = (headers = '', target = '/', method = 'GET') => `${method} ${target} HTTP/1.1\r\n${CLOSE}${headers}\r\n`
const post = (headers, body) => `POST / HTTP/1.1\r\n${CLOSE}${headers}\r\n${body}`
const does = (send, handle, more) => ({ send, events: false, handle, ...more })
const shows = (send, look, more) =>
  does(send, (req, res, t) => {
    for (const value of [look(req)].flat()) t.log('shows', value)
    res.end()
  }, more)
const REPEATED = 'age authorization content-type etag expires from if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'
  .split(' ')
  .map((name) => `${name}: 1\r\n${name}: 2\r\n`)
  .join('')

export const cases = {
  'H-01 headers are lower-case, on Object.prototype': shows(get('X-One: 1\r\n__proto__: 2\r\n'), (req) => [req.headers, Object.getPrototypeOf(req.headers) === Object.prototype, req.headers === req.headers]),
  'H-02 names of which the first counts': shows(get(REPEATED), (req) => req.headers),
  'H-03 set-cookie is a list': shows(get('Set-Cookie: a\r\nSet-Cookie: b\r\n'), (req) => req.headers),
  'H-04 cookies are joined': shows(get('Cookie: a=1\r\nCookie: b=2\r\n'), (req) => req.headers),
  'H-05 others are joined': shows(get('Accept: a\r\nAccept: b\r\nX: 1\r\nx: 2\r\nDate: 1\r\nDate: 2\r\n'), (req) => req.headers),
  'H-07 headersDistinct': shows(get('X: 1\r\nx: 2\r\n__proto__: 3\r\n'), (req) => [Object.getPrototypeOf(req.headersDistinct) === null, Object.entries(req.headersDistinct)]),
  'H-08 rawHeaders': shows(get('X-One:  1 \r\nx-one:\t2\t\r\nEmpty:\r\n'), (req) => [[...req.rawHeaders]]),
  'H-01 headers can be replaced': shows(get(), (req) => {
    req.headers = { mine: '1' }
    return [req.headers, Object.keys(req).includes('headers')]
  }),
  'P-08 values keep their Latin-1': shows(get('X: \xe9\xff\r\n'), (req) => req.headers.x),
  'SI-02 method, url, version': shows(get('', 'http://b/c?d#e', 'M-SEARCH'), (req) => [req.method, req.url, req.httpVersion, req.statusCode, req.statusMessage]),
  'P-01 every method': {
    events: false,
    client: async (peer) => {
      const { METHODS } = await import('node:http')
      const names = METHODS.filter((name) => name !== 'CONNECT' && name !== 'QUERY')
      await peer.write(names.map((name) => `${name} / HTTP/1.1\r\nHost: a\r\n\r\n`).join(''))
      await peer.until('HTTP/1.1 200', names.length)
      peer.received = ''
    },
    handle: (req, res) => res.end(),
  },
  'SI-08 end and close of a request that is not read': { send: get(), handle: (req, res) => res.end() },
  'SI-08 end and close of a body that is read': {
    send: post('Content-Length: 2\r\n', 'ab'),
    handle(req, res, t) {
      req.on('data', (data) => t.log('data', data))
      req.on('end', () => res.end())
    },
  },
  'SI-16 setEncoding': does(post('Content-Length: 5\r\n', 'a\xe2\x82\xacb'), (req, res, t) => req.setEncoding('utf8').on('data', (text) => t.log('data', text)).on('end', () => res.end())),
  'SI-16 read() in paused mode': does(post('Content-Length: 4\r\n', 'abcd'), (req, res, t) => {
    req.on('readable', () => {
      for (let data; (data = req.read(2)) !== null; ) t.log('read', data)
    })
    req.on('end', () => res.end())
  }),
  'SI-16 piped back': does(post('Content-Length: 4\r\n', 'abcd'), (req, res) => req.pipe(res)),
  'SI-16 pipeline back': does(post('Content-Length: 4\r\n', 'abcd'), async (req, res, t) => {
    const { pipeline } = await import('node:stream')
    pipeline(req, res, t.callback('pipeline'))
  }),
  'SI-16 finished of a request': does(post('Content-Length: 4\r\n', 'abcd'), async (req, res, t) => {
    const { finished } = await import('node:stream')
    finished(req, t.callback('finished'))
    req.resume().on('end', () => res.end())
  }),
  'SI-16 Content-Length: 0': { send: post('Content-Length: 0\r\n', ''), handle: (req, res) => req.resume().on('end', () => res.end()) },
  'SI-17 optimizeEmptyRequests with a body': {
    send: post('Content-Length: 1\r\n', 'x'),
    options: { optimizeEmptyRequests: true },
    handle(req, res, t) {
      t.log('state', req.complete, req.readableEnded)
      req.on('data', (data) => t.log('data', data)).on('end', () => res.end())
    },
  },
  'SI-11 setTimeout returns the request': does(get(), (req, res, t) => {
    t.log('this', req.setTimeout(10_000, () => {}) === req, req.listenerCount('timeout'), req.socket.timeout)
    req.setTimeout(0)
    res.end()
  }),
  'SI-10 destroyed after its end: the socket stays': {
    send: get(),
    handle(req, res, t) {
      req.resume().on('end', () => {
        req.destroy()
        t.log('socket', req.socket.destroyed)
        res.end('z')
      })
    },
  },
  'H-06 joinDuplicateHeaders': shows(get('User-Agent: a\r\nUser-Agent: b\r\nCookie: a\r\nCookie: b\r\n'), (req) => req.headers, { options: { joinDuplicateHeaders: true } }),
  'SI-01 properties of a request': does(get(), (req, res, t) => {
    for (const name of ['complete', 'aborted', 'upgrade', 'readable', 'readableEnded', 'readableFlowing', 'readableHighWaterMark', 'readableLength', 'readableObjectMode', 'readableEncoding', 'destroyed', 'closed', 'errored', 'trailers', 'rawTrailers']) t.log(name, req[name])
    t.log('sockets', req.socket === req.connection, req.socket === req.client, req.socket === res.socket)
    res.end()
  }),
  'SI-17 optimizeEmptyRequests': {
    send: get(),
    options: { optimizeEmptyRequests: true },
    handle(req, res, t) {
      t.log('state', req.complete, req.readableEnded, req.destroyed)
      res.end()
    },
  },
  'SI-12 signal after a normal finish': does(get(), (req, res, t) => {
    const { signal } = req
    if (signal === undefined) return void res.end()
    t.log('same', signal === req.signal, signal.aborted)
    res.on('close', () => setImmediate(() => t.log('aborted', signal.aborted)))
    res.end()
  }),
  'SI-05 complete, at the end and after': does(post('Content-Length: 2\r\n', 'ab'), (req, res, t) => {
    const state = (name) => t.log(name, req.complete, req.readableEnded, req.destroyed, req.aborted)
    state('request')
    req.on('data', () => state('data')).on('end', () => state('end')).on('close', () => state('close'))
    req.on('end', () => res.end())
  }),
  'SI-14 a body that is not read is discarded': { send: post('Content-Length: 2\r\n', 'ab'), handle: (req, res) => res.end() },
  'SI-16 for await': does(post('Transfer-Encoding: chunked\r\n', '2\r\nab\r\n1\r\nc\r\n0\r\n\r\n'), async (req, res, t) => {
    for await (const data of req) t.log('data', data)
    res.end()
  }),
  'SI-12 signal when the client goes away': {
    client: async (peer, t) => {
      await peer.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      await t.wait('request')
      peer.destroy()
    },
    events: false,
    handle(req, res, t) {
      req.signal?.addEventListener('abort', () => t.log('abort', req.signal.reason))
      res.on('close', () => t.log('res.close'))
      t.send('request')
    },
  },
}
