/** The first line of a response, `writeHead`, and the end of a response. */
export const kind = 'server'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

/** A case whose handler calls `act` and then ends the response. */
const ends = (act) => ({
  send: LAST,
  events: false,
  handle(req, res, t) {
    act(res, t, req)
    if (!res.writableEnded) res.end('z')
  },
})

export const cases = {
  'SR-12 end alone counts the body': { send: LAST, handle: (req, res) => res.end('hello') },
  'SR-12 written pieces are chunked': {
    send: LAST,
    handle(req, res) {
      res.write('one')
      setImmediate(() => res.end('two'))
    },
  },
  'SO-30 user headers, Date, Connection, Keep-Alive, framing': {
    send: GET,
    until: 'done',
    handle: (req, res) => res.setHeader('X-One', '1').end('done'),
  },
  'SR-02 statusCode of a number, a string of digits, a fraction': {
    send: ['201', '202.7', '404', '299', '999'].map((path) => `GET /${path} HTTP/1.1\r\nHost: a\r\n${path === '999' ? 'Connection: close\r\n' : ''}\r\n`).join(''),
    events: false,
    handle(req, res) {
      const code = req.url.slice(1)
      res.statusCode = code === '404' ? '404' : Number(code)
      res.end(code)
    },
  },
  'SR-02 statusCode out of range throws when the head is built': ends((res, t) => {
    for (const code of [99, 1000, -1, NaN, null, 'abc', undefined]) {
      res.statusCode = code
      t.attempt(`end with ${String(code)}`, () => res.end())
    }
    res.statusCode = 200
  }),
  'SR-03 statusMessage set, unset, empty, of an unknown status': {
    events: false,
    send: ['own', 'unset', 'empty', 'unknown', 'latin', 'tab'].map((path) => `GET /${path} HTTP/1.1\r\nHost: a\r\n${path === 'tab' ? 'Connection: close\r\n' : ''}\r\n`).join(''),
    handle(req, res, t) {
      if (req.url === '/own') res.statusMessage = 'My Own'
      if (req.url === '/empty') res.statusMessage = ''
      if (req.url === '/unknown') res.statusCode = 299
      if (req.url === '/latin') res.statusMessage = 'caf\xe9'
      if (req.url === '/tab') res.statusMessage = 'a\tb'
      res.end()
      t.log(req.url, res.statusCode, res.statusMessage)
    },
  },
  'SR-03 statusMessage with a character that may not be sent': ends((res, t) => {
    for (const message of ['a\rb', 'a\nb', '\0', 'a\x7f', '\u0100', 'ok\x01']) {
      res.statusMessage = message
      t.attempt(`end with ${JSON.stringify(message)}`, () => res.end())
      t.log('headersSent', res.headersSent)
    }
    res.statusMessage = 'fine'
  }),
  'SR-04 a status code outside of 100 to 999': {
    send: LAST,
    events: false,
    handle(req, res, t) {
      for (const code of [99, 1000, 'x', undefined]) t.attempt(`writeHead ${code}`, () => res.writeHead(code))
      res.end()
    },
  },
  'SR-04 writeHead returns the response, coerces the code, takes a reason': ends((res, t) => {
    t.attempt('writeHead', () => res.writeHead('201.9', 'Reason', { a: '1' }) === res)
    t.log('state', res.statusCode, res.statusMessage, res.headersSent)
  }),
  'SR-04 writeHead twice': ends((res, t) => {
    res.writeHead(200)
    t.attempt('again', () => res.writeHead(500))
    t.log('status', res.statusCode)
  }),
  'SR-04 writeHead with a reason that may not be sent': ends((res, t) => {
    t.attempt('CRLF', () => res.writeHead(200, 'a\r\nSet-Cookie: b'))
    t.attempt('wide', () => res.writeHead(200, 'a\u1234'))
    t.log('sent', res.headersSent)
    res.statusMessage = undefined
  }),
  'SR-04 a body after writeHead is chunked': ends((res) => res.writeHead(200)),
  'SR-04 a body after writeHead with Content-Length is not': ends((res) => res.writeHead(200, { 'Content-Length': 1 })),
  'SR-04 writeHead with undefined and null in place of headers': ends((res) => res.writeHead(200, undefined, null)),
  'SR-04 writeHead keeps a statusMessage that was set': ends((res) => {
    res.statusMessage = 'Mine'
    res.writeHead(404)
  }),
  'SR-05 headers of an object, if none are set': ends((res, t) => {
    res.writeHead(200, { A: '1', b: ['2', '3'], 'content-length': '1' })
    t.log('getHeader', res.getHeader('a'), res.hasHeader('b'), res.getHeaderNames())
  }),
  'SR-05 headers of an object, if some are set': ends((res, t) => {
    res.setHeader('A', 'old').setHeader('C', 'kept')
    res.writeHead(200, { a: 'new', b: ['2', '3'] })
    t.log('getHeaders', res.getHeaders(), res.getRawHeaderNames())
  }),
  'SR-05 a flat list, if none are set: repeats are kept': ends((res, t) => {
    res.writeHead(200, ['a', '1', 'A', '2', 'b', '3'])
    t.log('getHeader', res.getHeader('a'))
  }),
  'SR-05 a flat list, if some are set: replaced by name, repeats appended': ends((res, t) => {
    res.setHeader('A', 'old').setHeader('X', 'kept')
    res.writeHead(200, ['a', '1', 'a', '2', 'b', '3', 'B', '4'])
    t.log('getHeaders', res.getHeaders())
  }),
  'SR-05 a list of pairs': {
    events: false,
    send: LAST,
    handle(req, res, t) {
      t.attempt('pairs', () => void res.writeHead(200, [['a', '1'], ['a', '2'], ['c', ['3', '4']]]))
      t.log('getHeaders', res.getHeaders())
      res.end()
    },
  },
  'SR-05 a list of pairs, if none and if some are set': {
    ours: {
      reason: 'a list of pairs is merged over set headers, too',
      trace: ['server.request("GET", "/none")', '/none: undefined', 'getHeaders({})', 'server.request("GET", "/some")', '/some: undefined', 'getHeaders({"a":["1","2"],"c":["3","4"]})'],
      wire: [
        'HTTP/1.1 200 OK\r\na: 1\r\na: 2\r\nc: 3\r\nc: 4\r\nDate: …\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' +
          'HTTP/1.1 200 OK\r\na: 1\r\na: 2\r\nc: 3\r\nc: 4\r\nDate: …\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ],
    },
    events: false,
    send: `GET /none HTTP/1.1\r\nHost: a\r\n\r\nGET /some HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    handle(req, res, t) {
      if (req.url === '/some') res.setHeader('a', 'old')
      t.attempt(req.url, () => void res.writeHead(200, [['a', '1'], ['a', '2'], ['c', ['3', '4']]]))
      t.log('getHeaders', res.getHeaders())
      res.end()
    },
  },
  'SR-05 a flat list of odd length': ends((res, t) => {
    t.attempt('none set', () => void res.writeHead(200, ['a', '1', 'b']))
    t.log('sent', res.headersSent)
    res.setHeader('x', '1')
    t.attempt('some set', () => void res.writeHead(200, ['a', '1', 'b']))
  }),
  'SR-05 headers that may not be sent': ends((res, t) => {
    t.attempt('name', () => res.writeHead(200, { 'a b': '1' }))
    t.attempt('value', () => res.writeHead(200, { a: '1\r\nb: 2' }))
    t.attempt('undefined', () => res.writeHead(200, { a: undefined }))
    t.attempt('flat name', () => res.writeHead(200, ['a b', '1']))
    t.attempt('flat value', () => res.writeHead(200, ['a', '1\n']))
    t.attempt('pairs', () => res.writeHead(200, [['a', '\0']]))
    t.log('sent', res.headersSent)
  }),
  'SR-05 an empty name in an object over set headers': ends((res, t) => {
    res.setHeader('a', '1')
    t.attempt('empty', () => void res.writeHead(200, { '': 'x', b: '2' }))
  }),
  'SR-05 headers in place of the reason': ends((res) => res.writeHead(200, { a: '1' })),
  'SR-16 events of a response that is written and ended, with callbacks': {
    send: LAST,
    handle(req, res, t) {
      res.write('a', t.callback('write cb'))
      res.end('b', 'latin1', t.callback('end cb'))
      t.log('state', res.writableEnded, res.writableFinished, res.finished)
    },
  },
  'SR-16 nothing before the socket is written: the state around finish': {
    send: LAST,
    events: false,
    handle(req, res, t) {
      res.on('prefinish', () => t.log('prefinish', res.writableFinished, res.socket !== null))
      res.on('finish', () => t.log('finish', res.writableFinished, res.writableLength, res.socket !== null, res.destroyed, res.closed))
      res.on('close', () => t.log('close', res.writableFinished, res.destroyed, res.closed, res.writable, res.errored))
      res.end('x')
    },
  },
  'SR-17 destroy without an error': {
    send: LAST,
    handle(req, res, t) {
      t.log('returns itself', res.destroy() === res, res.destroyed, res.closed)
      res.destroy()
    },
  },
  'SR-17 destroy with an error emits clientError': {
    send: LAST,
    setup: (server) => server.on('clientError', (error, socket) => socket.destroy()),
    handle(req, res, t) {
      res.destroy(new Error('mine'))
      t.log('errored', res.errored)
    },
  },
  'SR-17 destroy after the head was sent': {
    client: async (peer) => {
      await peer.write(LAST)
      await peer.ended
    },
    handle(req, res) {
      res.write('a', () => res.destroy())
    },
  },
  'SR-01 a response without a server': {
    send: LAST,
    events: false,
    setup(server, t) {
      const res = new t.http.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} })
      t.log('fresh', res.statusCode, res.shouldKeepAlive, res.useChunkedEncodingByDefault)
      const old = new t.http.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 0, headers: {} })
      t.log('1.0', old.shouldKeepAlive, old.useChunkedEncodingByDefault)
      t.attempt('no request', () => new t.http.ServerResponse())
    },
    handle: (req, res) => res.end(),
  },
  'E-01 every way to change headers once they are sent': ends((res, t) => {
    res.writeHead(200, { a: '1' })
    t.attempt('setHeader', () => res.setHeader('b', '1'))
    t.attempt('setHeaders', () => res.setHeaders(new Map()))
    t.attempt('appendHeader', () => res.appendHeader('b', '1'))
    t.attempt('removeHeader', () => res.removeHeader('b'))
    t.attempt('writeHead', () => res.writeHead(200))
    t.attempt('writeContinue', () => res.writeContinue())
    t.attempt('writeProcessing', () => res.writeProcessing())
    t.attempt('writeEarlyHints', () => res.writeEarlyHints({ link: '</a>; rel=preload' }))
    t.attempt('writeInformation', () => res.writeInformation?.(103))
    t.attempt('flushHeaders', () => res.flushHeaders())
    t.attempt('validation does not come first', () => res.setHeader('b b', undefined))
  }),
  'SR-14 sendDate switched off, and a Date of the user': {
    events: false,
    send: ['off', 'own'].map((path) => `GET /${path} HTTP/1.1\r\nHost: a\r\n${path === 'own' ? 'Connection: close\r\n' : ''}\r\n`).join(''),
    handle(req, res) {
      if (req.url === '/off') res.sendDate = false
      else res.setHeader('DATE', 'x')
      res.end()
    },
  },
  'SO-25 a response has no socket after finish': {
    send: LAST,
    events: false,
    handle(req, res, t) {
      res.on('finish', () => t.log('finish', res.socket === null, res.connection === null))
      res.end()
      t.log('ended', res.socket === null)
    },
  },
  'SR-01 properties of a fresh response': ends((res, t, req) => {
    for (const name of ['statusCode', 'statusMessage', 'sendDate', 'shouldKeepAlive', 'chunkedEncoding', 'useChunkedEncodingByDefault', 'headersSent', 'finished', 'writable', 'writableEnded', 'writableFinished', 'writableCorked', 'writableObjectMode', 'writableNeedDrain', 'writableHighWaterMark', 'writableLength', 'destroyed', 'closed', 'errored', 'strictContentLength']) t.log(name, res[name])
    t.log('identities', res.req === req, res.socket === req.socket, res.connection === req.socket)
  }),
}
