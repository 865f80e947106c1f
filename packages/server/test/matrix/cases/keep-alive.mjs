/** Several requests on one connection, one after another. */
export const kind = 'server'

const get = (path, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`
const reply = (req, res) => res.end(`${req.url}.`)

/** Sends each request after the reply to the one before. */
const oneByOne = (...requests) => async (peer) => {
  for (const [i, request] of requests.entries()) {
    await peer.write(request)
    // Not the version in the status line.
    await peer.until(/\/\d\.(?!\d)/, i + 1)
  }
}

export const cases = {
  'SV-17 three requests, one after another': { client: oneByOne(get('/1'), get('/2'), get('/3')), handle: reply },
  'P-20 Connection: close of the client': { send: get('/1', 'Connection: Close\r\n'), handle: reply },
  'P-20 Connection: keep-alive of the client': { send: get('/1', 'Connection: keep-alive\r\n'), until: '/1.', handle: reply },
  'P-20 Connection: keep-alive, close': { send: get('/1', 'Connection: keep-alive, close\r\n'), handle: reply, events: false },
  'P-20 Connection with other options': { send: get('/1', 'Connection: foo, bar\r\n'), until: '/1.', handle: reply, events: false },
  'P-19 bytes after the last request': { send: get('/1', 'Connection: close\r\n') + get('/2'), handle: reply },
  'P-19 bytes after the last request, in another packet': {
    client: async (peer, t) => {
      await peer.write(get('/1', 'Connection: close\r\n'))
      await t.wait('request')
      await peer.write(get('/2'))
      await t.wait('error')
    },
    setup: (server, t) => server.on('clientError', (error, socket) => {
      t.send('error')
      socket.destroy()
    }),
    handle: (req, res, t) => t.send('request'),
  },
  'SO-29 shouldKeepAlive = false on the last of several': {
    client: async (peer) => {
      await peer.write(get('/1'))
      await peer.until('/1.')
      await peer.write(get('/2'))
      await peer.ended
    },
    handle(req, res) {
      if (req.url === '/2') res.shouldKeepAlive = false
      reply(req, res)
    },
  },
  'SV-05 no Keep-Alive line without a timeout': { options: { keepAliveTimeout: 0 }, send: get('/1'), until: '/1.', handle: reply, events: false },
  'SV-05 the Keep-Alive line has whole seconds': { options: { keepAliveTimeout: 2999 }, send: get('/1'), until: '/1.', handle: reply, events: false },
  'SV-05 the Keep-Alive line of less than a second': { options: { keepAliveTimeout: 999 }, send: get('/1'), until: '/1.', handle: reply, events: false },
  'SV-05 an idle connection ends': {
    options: { keepAliveTimeout: 1, keepAliveTimeoutBuffer: 1 },
    client: async (peer) => {
      await peer.write(get('/1'))
      await peer.ended
    },
    handle: reply,
    events: false,
  },
  'SV-32 the client ends its side before the reply': {
    client: async (peer, t) => {
      await peer.write(get('/1'))
      await t.wait('request')
      peer.end()
      await peer.ended
    },
    handle(req, res, t) {
      t.send('request')
      req.socket.on('end', () => setImmediate(() => res.end('late')))
    },
    events: false,
  },
  'SV-32 the client ends its side with its request': {
    client: async (peer) => {
      peer.end(get('/1'))
      await peer.ended
    },
    handle: reply,
    events: false,
  },
  'SI-14 an unread body does not delay the next request': {
    client: async (peer) => {
      await peer.write('POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n')
      await peer.until('/1.')
      await peer.write('x'.repeat(100_000) + get('/2'))
      await peer.until('/2.')
    },
    handle: reply,
    events: false,
  },
  'P-02 empty lines between requests': { send: [get('/1'), '\r\n\r\n', get('/2', 'Connection: close\r\n')], handle: reply, events: false },
  'SV-09 maxRequestsPerSocket': {
    options: {},
    setup(server, t) {
      server.maxRequestsPerSocket = 2
      server.on('dropRequest', (req, socket) => t.log('dropped', req.url, socket === req.socket))
    },
    client: async (peer) => {
      await peer.write(get('/1') + get('/2') + get('/3'))
      await peer.until('503')
      await peer.until('0\r\n\r\n')
    },
    handle: reply,
    events: false,
  },
  'SV-09 the first of two has max in Keep-Alive': {
    setup: (server) => (server.maxRequestsPerSocket = 2),
    client: oneByOne(get('/1'), get('/2')),
    handle: reply,
    events: false,
  },
}
