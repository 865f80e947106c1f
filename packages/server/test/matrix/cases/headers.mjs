/** Headers of a response: the methods that set them, and their lines. */
export const kind = 'server'

const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

const ends = (act, send = LAST) => ({
  send,
  events: false,
  handle(req, res, t) {
    act(res, t, req)
    if (!res.writableEnded) res.end('z')
  },
})

export const cases = {
  'SO-02 setHeader returns the response and replaces': ends((res, t) => {
    t.log('this', res.setHeader('A', '1') === res)
    res.setHeader('B', '2').setHeader('a', '3')
  }),
  'SO-02 values of every type': ends((res, t) => {
    for (const [name, value] of Object.entries({ number: 1, zero: 0, boolean: false, nul: null, object: { toString: () => 'text' }, empty: '', bigint: 3n })) {
      t.attempt(name, () => void res.setHeader(`x-${name}`, value))
    }
    t.log('kept', res.getHeader('x-number'), res.getHeader('x-nul'))
  }),
  'SO-02 a symbol as value': ends((res, t) => t.attempt('symbol', () => res.setHeader('a', Symbol('s')))),
  'H-10 names that are not tokens': ends((res, t) => {
    for (const name of ['', ' ', 'a b', 'a:', 'a\r\n', '\u00e9', '(x)', undefined, null, 1, Symbol.iterator]) t.attempt(typeof name === 'symbol' ? 'symbol' : `${name}`, () => void res.setHeader(name, '1'))
  }),
  'H-11 values that may not be sent': ends((res, t) => {
    for (const value of ['\r', '\n', 'a\r\nb: c', '\0', '\x1f', '\x7f', '\u0100', '\ud83d\ude00', undefined]) t.attempt(JSON.stringify(value), () => void res.setHeader('a', value))
    for (const value of ['\t', '\x80', '\xff', ' x ']) t.attempt(JSON.stringify(value), () => void res.setHeader('a', value))
  }),
  'H-11 items of an array that may not be sent': ends((res, t) => {
    t.attempt('CR', () => res.setHeader('a', ['1', '\r']))
    t.attempt('undefined', () => res.setHeader('a', ['1', undefined]))
    t.attempt('nested', () => void res.setHeader('a', [['1', '2']]))
  }),
  'H-12 values are sent as Latin-1': {
    ...ends((res) => res.setHeader('a', '\xe9\xff')),
    ours: { reason: 'the bytes of a header must not depend on the body', wire: ['HTTP/1.1 200 OK\r\na: \xe9\xff\r\nDate: …\r\nConnection: close\r\nContent-Length: 1\r\n\r\nz'] },
  },
  'H-12 values are sent as Latin-1 with a body of bytes': ends((res) => {
    res.setHeader('a', '\xe9\xff')
    res.end(Buffer.from('z'))
  }),
  'H-12 values are sent as Latin-1 with a body in UTF-8': {
    ...ends((res) => {
      res.setHeader('a', '\xe9')
      res.end('\u20ac')
    }),
    ours: { reason: 'the bytes of a header must not depend on the body', wire: ['HTTP/1.1 200 OK\r\na: \xe9\r\nDate: …\r\nConnection: close\r\nContent-Length: 3\r\n\r\n\xe2\x82\xac'] },
  },
  'H-14 arrays: a line for each item, no line for an empty array, cookies joined': ends((res) => {
    res.setHeader('a', ['1', '2'])
    res.setHeader('empty', [])
    res.setHeader('Cookie', ['c=1', 'd=2'])
    res.setHeader('Set-Cookie', ['e=3', 'f=4'])
    res.setHeader('mixed', [1, null, true])
  }),
  'SO-03 setHeaders with Headers': ends((res, t) => {
    const headers = new Headers([['B', '2'], ['a', '1'], ['set-cookie', 'x=1'], ['set-cookie', 'y=2'], ['a', '3']])
    t.log('this', res.setHeaders(headers) === res)
    t.log('names', res.getHeaderNames(), res.getHeader('set-cookie'))
  }),
  'SO-03 setHeaders with a Map': ends((res, t) => {
    res.setHeaders(new Map([['A', '1'], ['b', ['2', '3']], ['c', 4]]))
    t.log('names', res.getRawHeaderNames())
  }),
  'SO-03 setHeaders with anything else': ends((res, t) => {
    for (const value of [{ a: '1' }, [['a', '1']], null, undefined, 'a', new Set()]) t.attempt(String(value), () => res.setHeaders(value))
  }),
  'SO-04 appendHeader to nothing, a string, an array, a number': ends((res, t) => {
    t.log('this', res.appendHeader('A', '1') === res)
    res.appendHeader('a', '2').appendHeader('A', ['3', '4'])
    res.setHeader('n', 5).appendHeader('n', '6')
    res.appendHeader('list', ['x', 'y'])
    t.log('values', res.getHeader('a'), res.getHeader('n'), res.getHeader('list'), res.getRawHeaderNames())
  }),
  'SO-04 appendHeader that may not be sent': ends((res, t) => {
    t.attempt('name', () => res.appendHeader('a b', '1'))
    t.attempt('value', () => res.appendHeader('a', '\r'))
    t.attempt('item', () => res.appendHeader('a', ['1', '\n']))
    t.attempt('undefined', () => res.appendHeader('a'))
    t.log('has', res.hasHeader('a'))
  }),
  'SO-05 getHeader, hasHeader, removeHeader require a string': ends((res, t) => {
    for (const value of [1, undefined, null, {}]) {
      t.attempt(`get ${value}`, () => res.getHeader(value))
      t.attempt(`has ${value}`, () => res.hasHeader(value))
      t.attempt(`remove ${value}`, () => res.removeHeader(value))
    }
  }),
  'SO-05 getHeader returns the value that was set': ends((res, t) => {
    const list = ['1', '2']
    res.setHeader('A', list).setHeader('n', 7)
    t.log('values', res.getHeader('a') === list, res.getHeader('N'), res.getHeader('none'), res.hasHeader('A'), res.hasHeader('none'))
  }),
  'SO-06 getHeaders is a copy without a prototype': ends((res, t) => {
    res.setHeader('A', '1')
    const headers = res.getHeaders()
    headers.b = '2'
    t.log('headers', Object.getPrototypeOf(headers) === null, res.getHeaders(), headers)
  }),
  'SO-07 names, lower-case and raw, also __proto__': ends((res, t) => {
    res.setHeader('X-One', '1').setHeader('__proto__', '2').setHeader('constructor', '3')
    t.log('names', res.getHeaderNames(), res.getRawHeaderNames(), res.getHeader('__proto__'), res.hasHeader('toString'))
  }),
  'SO-09 removing what was set': ends((res, t) => {
    res.setHeader('a', '1').setHeader('B', '2')
    t.log('returns', res.removeHeader('b'), res.removeHeader('none'))
  }),
  'SO-09 without Date': ends((res, t) => {
    res.removeHeader('Date')
    t.log('sendDate', res.sendDate)
  }),
  'SO-09 without Connection, keep-alive kept': {
    events: false,
    client: async (peer) => {
      for (const n of [1, 2]) {
        await peer.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
        await peer.until('z', n)
      }
    },
    handle(req, res) {
      res.removeHeader('connection')
      res.end('z')
    },
  },
  'SO-09 without Connection, to a request that closes': ends((res) => res.removeHeader('connection')),
  'SO-09 without Content-Length: chunked': ends((res) => res.removeHeader('content-length')),
  'SO-09 without Content-Length and Transfer-Encoding: the connection ends the body': {
    ours: { reason: 'a body that the end of the connection ends is announced by Connection: close', wire: ['HTTP/1.1 200 OK\r\nDate: …\r\nConnection: close\r\n\r\nz'] },
    send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    handle(req, res) {
      res.removeHeader('content-length')
      res.removeHeader('transfer-encoding')
      res.end('z')
    },
  },
  'SO-09 without Transfer-Encoding, streamed': {
    ours: { reason: 'a body that the end of the connection ends is announced by Connection: close', wire: ['HTTP/1.1 200 OK\r\nDate: …\r\nConnection: close\r\n\r\nab'] },
    send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    handle(req, res) {
      res.removeHeader('transfer-encoding')
      res.write('a')
      res.end('b')
    },
  },
  'SO-09 set again after it was removed': ends((res) => {
    res.removeHeader('content-length')
    res.setHeader('content-length', 1)
    res.removeHeader('connection')
    res.setHeader('Connection', 'close')
    res.removeHeader('date')
    res.setHeader('Date', 'mine')
  }),
  'SO-10 headersSent': ends((res, t) => {
    t.log('before', res.headersSent)
    res.write('a')
    t.log('after', res.headersSent)
    t.attempt('assigning to it', () => {
      try {
        res.headersSent = false
      } catch (error) {
        return error.name
      }
    })
  }),
  'H-16 Connection: close of the user': {
    send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    handle: (req, res) => res.setHeader('connection', 'Close').end('z'),
  },
  'H-16 Connection: keep-alive of the user': {
    send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    until: 'z',
    handle: (req, res) => res.setHeader('Connection', 'keep-alive').end('z'),
  },
  'H-16 Connection: keep-alive of the user to a request that closes': {
    send: LAST,
    until: 'z',
    handle: (req, res) => res.setHeader('Connection', 'keep-alive').end('z'),
  },
  'H-16 another Connection of the user': {
    events: false,
    send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    until: 'z',
    handle: (req, res) => res.setHeader('Connection', 'foo').end('z'),
  },
  'H-16 Connection: keep-alive, close': { send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', events: false, handle: (req, res) => res.setHeader('Connection', ['keep-alive', 'close']).end('z') },
  'H-16 Keep-Alive of the user': {
    events: false,
    send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    until: 'z',
    handle: (req, res) => res.setHeader('Keep-Alive', 'timeout=9').end('z'),
  },
  'H-16 Connection and Keep-Alive of the user': {
    events: false,
    send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    until: 'z',
    handle: (req, res) => res.setHeader('Connection', 'keep-alive').setHeader('Keep-Alive', 'timeout=9').end('z'),
  },
  'H-17 tokens are whole words': {
    ...ends((res) => {
      res.setHeader('Transfer-Encoding', 'notchunked')
      res.setHeader('Connection', 'closed')
    }),
    send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    until: 'z',
  },
  'H-15 uniqueHeaders are sent once': {
    ...ends((res) => {
      res.setHeader('X-A', ['1', '2'])
      res.setHeader('X-B', ['1', '2'])
      res.setHeader('x-c', 'one')
    }),
    options: { uniqueHeaders: ['x-a', 'X-C'] },
  },
  'H-15 uniqueHeaders in writeHead, if none and if some are set': {
    events: false,
    options: { uniqueHeaders: ['x-a'] },
    send: ['list', 'object', 'some'].map((path) => `GET /${path} HTTP/1.1\r\nHost: a\r\n${path === 'some' ? 'Connection: close\r\n' : ''}\r\n`).join(''),
    handle(req, res) {
      if (req.url === '/some') res.setHeader('b', '1')
      res.writeHead(200, req.url === '/list' ? ['X-A', ['1', '2'], 'X-A', '3'] : { 'X-A': ['1', '2'] })
      res.end()
    },
  },
  'H-13 values that insecureHTTPParser allows': {
    ...ends((res, t) => {
      for (const value of ['\x01', '\x7f', '\r', '\n', '\0', '\u0100']) t.attempt(`value ${JSON.stringify(value)}`, () => void res.setHeader('a', value))
      t.attempt('name', () => void res.setHeader('a b', '1'))
      t.attempt('value', () => void res.setHeader('a', 'b\x01c'))
      t.attempt('trailer', () => res.addTrailers({ t: '\x02' }))
      t.attempt('append', () => void res.appendHeader('b', '\x03'))
      t.attempt('status', () => void (res.statusMessage = 'x\x01'))
      t.attempt('writeHead', () => void res.writeHead(200, 'ok', { c: '\x04' }))
    }),
    options: { insecureHTTPParser: true },
  },
  'H-13 relaxed validation': {
    ...ends((res, t) => {
      t.attempt('value', () => void res.setHeader('a', 'b\x01c'))
      t.attempt('CR', () => void res.setHeader('a', '\r'))
    }),
    options: { httpValidation: 'relaxed' },
  },
  'H-13 insecureHTTPParser allows them in the headers of writeHead': {
    ...ends((res, t) => t.attempt('writeHead', () => void res.writeHead(200, ['c', '\x04']))),
    options: { insecureHTTPParser: true },
  },
}
