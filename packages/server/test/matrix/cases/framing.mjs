/** How the body of a response is framed. */
export const kind = 'server'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const HEAD = 'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

const does = (act, send = LAST, more) => ({ send, events: false, handle: act, ...more })

const status = (code, act) => does((req, res, t) => {
  res.statusCode = code
  act?.(res, t)
  if (!res.writableEnded) res.end('hidden')
})

export const cases = {
  'SR-12 end without a body': does((req, res) => res.end()),
  'SR-12 end with an empty string, an empty Buffer': does((req, res) => (req.url === '/1' ? res.end('') : res.end(Buffer.alloc(0))), 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\n' + LAST),
  'SR-12 bodies of every kind are counted in bytes': does(
    (req, res) => {
      const bodies = { '/utf8': ['h\xe9\u20ac'], '/latin1': ['\xe9', 'latin1'], '/hex': ['6869', 'hex'], '/base64': ['aGk=', 'base64'], '/ucs2': ['hi', 'ucs2'], '/buffer': [Buffer.from('hi')], '/bytes': [new Uint8Array([104, 105])], '/ascii': ['\xe9', 'ascii'] }
      res.end(...bodies[req.url])
    },
    ['utf8', 'latin1', 'hex', 'base64', 'ucs2', 'buffer', 'bytes', 'ascii'].map((path) => `GET /${path} HTTP/1.1\r\nHost: a\r\n${path === 'ascii' ? 'Connection: close\r\n' : ''}\r\n`).join(''),
  ),
  'SR-12 pieces of every kind are counted in bytes': does((req, res) => {
    res.write('\u20ac')
    setImmediate(() => {
      res.write('6869', 'hex')
      setImmediate(() => {
        res.write(Buffer.from('xyz'))
        setImmediate(() => res.end('\xe9', 'latin1'))
      })
    })
  }),
  'SR-12 Content-Length of the user is not checked: too long and too short': does((req, res) => res.setHeader('Content-Length', 2).end('abcd')),
  'SR-12 Content-Length of the user, short body': does((req, res) => res.setHeader('Content-Length', 9).end('abcd')),
  'SR-12 Content-Length of the user, written pieces': does((req, res) => {
    res.setHeader('Content-Length', '4')
    res.write('ab')
    res.end('cd')
  }),
  'SR-12 Content-Length and Transfer-Encoding of the user': does((req, res) => res.setHeader('Content-Length', 2).setHeader('Transfer-Encoding', 'chunked').end('ab')),
  'SR-12 Transfer-Encoding: chunked of the user': does((req, res) => res.setHeader('Transfer-Encoding', 'Chunked').end('ab')),
  'SR-12 Transfer-Encoding: gzip, chunked': does((req, res) => res.setHeader('Transfer-Encoding', 'gzip, chunked').end('ab')),
  'SR-12 Transfer-Encoding: identity': {
    ...does((req, res) => res.setHeader('Transfer-Encoding', 'identity').end('ab'), GET),
    ours: { reason: 'a body that the end of the connection ends is announced by Connection: close', wire: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nDate: …\r\nConnection: close\r\n\r\nab'] },
  },
  'SR-12 Transfer-Encoding as an array': does((req, res) => res.setHeader('Transfer-Encoding', ['gzip', 'chunked']).end('ab')),
  'SR-12 an empty first write makes it chunked': does((req, res) => {
    res.write('')
    res.end('ab')
  }),
  'SR-12 write then end without data': does((req, res) => {
    res.write('ab')
    res.end()
  }),
  'SR-10 HEAD: no body, no framing': does((req, res, t) => {
    t.log('write', res.write('hidden'))
    res.end('hidden')
  }, HEAD),
  'SR-10 HEAD, end alone': does((req, res) => res.end('hidden'), HEAD),
  'SR-10 HEAD with Content-Length of the user': does((req, res) => res.setHeader('Content-Length', 42).end('hidden'), HEAD),
  'SR-10 HEAD with Transfer-Encoding of the user': does((req, res) => res.setHeader('Transfer-Encoding', 'chunked').end('hidden'), HEAD),
  'SR-10 HEAD keeps the connection': { events: false, send: 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n' + LAST, handle: (req, res) => res.end('x') },
  'SR-10 204': status(204),
  'SR-10 204 with Content-Length': status(204, (res) => res.setHeader('Content-Length', 5)),
  'SR-10 204 with chunked of the user': { ...status(204, (res) => res.setHeader('Transfer-Encoding', 'chunked')), send: GET },
  'SR-10 204 keeps the connection': does((req, res) => {
    res.statusCode = 204
    res.end('x')
  }, GET + LAST),
  'SR-10 304': status(304),
  'SR-10 304 with chunked in writeHead': { ...status(304, (res) => res.writeHead(304, { 'Transfer-Encoding': 'chunked' })), send: GET },
  'SR-10 304, written': status(304, (res, t) => t.log('write', res.write('hidden'))),
  'SR-10 205 and 400 have bodies': does((req, res) => {
    res.statusCode = Number(req.url.slice(1))
    res.end('shown')
  }, 'GET /205 HTTP/1.1\r\nHost: a\r\n\r\nGET /400 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
  'SR-11 a status below 200 as final head': status(101),
  'SR-11 100 as final head': status(100),
  'SO-11 flushHeaders, twice': {
    client: async (peer, t) => {
      await peer.write(LAST)
      await peer.until('\r\n\r\n')
      t.send('seen')
      await peer.ended
    },
    events: false,
    async handle(req, res, t) {
      t.log('returns', res.flushHeaders(), res.headersSent)
      res.flushHeaders()
      await t.wait('seen')
      res.end('late')
    },
  },
  'SO-11 flushHeaders with Content-Length': does((req, res) => {
    res.setHeader('Content-Length', 4)
    res.flushHeaders()
    res.end('late')
  }),
  'SO-11 writeHead alone sends nothing until the next turn': {
    client: async (peer, t) => {
      await peer.write(LAST)
      await t.wait('turns')
      t.log('received', peer.received === '' ? 'nothing' : 'the head')
      t.send('go')
      await peer.ended
    },
    events: false,
    async handle(req, res, t) {
      res.writeHead(200)
      for (let i = 0; i < 5; i++) await new Promise(setImmediate)
      t.send('turns')
      await t.wait('go')
      res.end('x')
    },
  },
  'SO-13 pieces of one turn are one chunk': does((req, res) => {
    res.write('a')
    res.write('b')
    setImmediate(() => {
      res.write('c')
      process.nextTick(() => {
        res.write('d')
        res.end('e')
      })
    })
  }),
  'SO-13 pieces of one turn and the end': does((req, res) => {
    res.write('d')
    res.end('e')
  }),
  'SO-13 pieces of mixed kinds': does((req, res) => {
    res.write('\u20ac')
    res.write(Buffer.from('b'))
    res.write('63', 'hex')
    res.end('d')
  }),
  'SO-13 a piece that fills the buffer': does((req, res, t) => {
    t.log('write', res.write('x'.repeat(70_000)), res.write('y'))
    res.end('z')
  }),
  'SO-19 corked pieces are one chunk over turns': does((req, res, t) => {
    res.cork()
    t.log('corked', res.writableCorked)
    res.write('a')
    setImmediate(() => {
      res.write('b')
      setImmediate(() => {
        res.uncork()
        t.log('corked', res.writableCorked)
        res.write('c')
        res.end()
      })
    })
  }),
  'SO-19 each cork() needs its uncork()': {
    events: false,
    client: async (peer, t) => {
      await peer.write(LAST)
      await t.wait('inner')
      t.log('after the inner uncork', peer.received.includes('ab'))
      t.send('on')
      await peer.ended
    },
    async handle(req, res, t) {
      res.cork()
      res.cork()
      res.write('a')
      res.write('b')
      res.uncork()
      t.log('corked', res.writableCorked)
      for (let i = 0; i < 5; i++) await new Promise(setImmediate)
      t.send('inner')
      await t.wait('on')
      res.uncork()
      t.log('corked', res.writableCorked)
      res.end()
    },
  },
  'SO-19 end uncorks': does((req, res, t) => {
    res.cork()
    res.cork()
    res.write('a')
    res.end('b')
    t.log('corked', res.writableCorked)
  }),
  'SO-19 a counted body, corked': does((req, res) => {
    res.setHeader('Content-Length', 2)
    res.cork()
    res.write('a')
    res.write('b')
    process.nextTick(() => {
      res.uncork()
      res.end()
    })
  }),
  'SO-28 strictContentLength: too much in write': does((req, res, t) => {
    res.strictContentLength = true
    res.setHeader('Content-Length', 3)
    t.attempt('write 2', () => res.write('ab'))
    t.attempt('write 4', () => res.write('cdef'))
    t.attempt('end', () => void res.end('c'))
  }),
  'SO-28 strictContentLength: too much in the first write': does((req, res, t) => {
    res.strictContentLength = true
    res.setHeader('Content-Length', 3)
    t.attempt('write', () => res.write('abcdef'))
    t.attempt('end', () => void res.end())
    res.destroy()
  }),
  'SO-28 strictContentLength: too little, too much, right in end': does((req, res, t) => {
    res.strictContentLength = true
    res.setHeader('Content-Length', '3')
    t.attempt('2', () => void res.end('ab'))
    t.log('state', res.headersSent, res.writableEnded)
    t.attempt('4', () => void res.end('abcd'))
    t.attempt('3', () => void res.end('abc'))
    res.destroy()
  }),
  'SO-28 strictContentLength: Content-Length in writeHead': does((req, res, t) => {
    res.strictContentLength = true
    res.writeHead(200, { 'content-length': 2 })
    t.attempt('3', () => void res.end('abc'))
    t.attempt('2', () => void res.end('ab'))
  }),
  'SO-28 strictContentLength without Content-Length': does((req, res, t) => {
    res.strictContentLength = true
    t.attempt('end', () => void res.end('abc'))
  }),
  'SO-28 strictContentLength with chunks': does((req, res, t) => {
    res.strictContentLength = true
    res.setHeader('Content-Length', 1)
    res.setHeader('Transfer-Encoding', 'chunked')
    t.attempt('end', () => void res.end('abc'))
  }),
  'SO-28 strictContentLength and HEAD': does((req, res, t) => {
    res.strictContentLength = true
    res.setHeader('Content-Length', 10)
    t.attempt('end', () => void res.end())
  }, HEAD),
  'SO-29 shouldKeepAlive off': does((req, res) => {
    res.shouldKeepAlive = false
    res.end('z')
  }, GET),
  'SO-29 useChunkedEncodingByDefault off, streamed': does((req, res) => {
    res.useChunkedEncodingByDefault = false
    res.write('a')
    res.end('b')
  }, GET),
  'SO-29 useChunkedEncodingByDefault off, end alone': does((req, res) => {
    res.useChunkedEncodingByDefault = false
    res.end('b')
  }, GET),
  'SO-29 chunkedEncoding is true for a chunked body': does((req, res, t) => {
    res.write('a')
    t.log('chunked', res.chunkedEncoding)
    res.end()
  }),
  'SV-15 rejectNonStandardBodyWrites': does((req, res, t) => {
    if (req.url === '/204') res.statusCode = 204
    t.attempt('write', () => res.write('x'))
    t.attempt('write empty', () => res.write(''))
    t.attempt('end', () => void res.end('x'))
    t.attempt('end', () => void res.end())
  }, 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET /204 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', { options: { rejectNonStandardBodyWrites: true } }),
}
