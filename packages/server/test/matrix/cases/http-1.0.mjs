/** Requests of HTTP/1.0 and others. */
export const kind = 'server'

const does = (send, handle = (req, res) => res.end('z'), more) => ({ send, handle, events: false, ...more })
const stream = (req, res) => {
  res.write('a')
  setImmediate(() => res.end('b'))
}

export const cases = {
  'SR-12 1.0, end alone': does('GET / HTTP/1.0\r\n\r\n'),
  'SR-12 1.0, streamed': does('GET / HTTP/1.0\r\n\r\n', stream),
  'SR-13 1.0 keep-alive, end alone': does('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'),
  'SR-13 1.0 keep-alive with Content-Length': does('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', (req, res) => res.setHeader('Content-Length', 1).end('z'), { until: 'z' }),
  'SR-13 1.0 keep-alive, streamed': does('GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n', stream),
  'SR-13 1.0 keep-alive, HEAD': does('HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'),
  'SR-13 1.0 keep-alive, 204 and 304': does('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', (req, res) => res.writeHead(304).end()),
  'SR-13 1.0 keep-alive, two requests': does('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n', (req, res) => res.setHeader('Content-Length', 1).end('z')),
  'SR-12 1.0 with Transfer-Encoding of the user': does('GET / HTTP/1.0\r\n\r\n', (req, res) => res.setHeader('Transfer-Encoding', 'chunked').end('z')),
  'SR-12 1.0 with Connection: keep-alive of the user': does('GET / HTTP/1.0\r\n\r\n', (req, res) => res.setHeader('Connection', 'keep-alive').end('z'), { }),
  'SR-12 1.0 with an explicit writeHead': does('GET / HTTP/1.0\r\n\r\n', (req, res) => res.writeHead(200, { a: '1' }).end('z')),
  'SV-11 1.0 needs no Host': does('GET / HTTP/1.0\r\n\r\n', (req, res, t) => {
    t.log('version', req.httpVersion, req.httpVersionMajor, req.httpVersionMinor)
    res.end()
  }),
  'P-03 0.9 with and without a version': does('GET /\r\n\r\n', (req, res, t) => {
    t.log('version', req.httpVersion)
    res.end('z')
  }),
  'P-03 2.0': does('GET / HTTP/2.0\r\nHost: a\r\nConnection: close\r\n\r\n', (req, res, t) => {
    t.log('version', req.httpVersion)
    res.end('z')
  }),
  'SV-19 1.0 with Expect': does('POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx', (req, res) => req.resume().on('end', () => res.end('z'))),
  'P-11 1.0 with a chunked body': does('POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n', (req, res, t) => req.on('data', (data) => t.log('data', data)).on('end', () => res.end('z'))),
}
