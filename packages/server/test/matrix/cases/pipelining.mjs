/** Pipelining: requests that do not wait for the response to the one before. */
export const kind = 'server'

const get = (path, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`
const CLOSE = 'Connection: close\r\n'
const three = get('/1') + get('/2') + get('/3', CLOSE)

/** Logs the events of each response under its own name, because the order between different responses does not matter. */
const perResponse = (req, res, t) => {
  const seen = []
  for (const event of ['prefinish', 'finish', 'close']) res.on(event, () => seen.push(event))
  req.on('end', () => seen.push('req.end')).on('close', () => seen.push('req.close'))
  ;(t.seen ??= {})[req.url] = seen
}

export const cases = {
  'P-28 the events of each response': {
    client: async (peer, t) => {
      await peer.write(three)
      await peer.ended
      for (let i = 0; i < 3; i++) await new Promise(setImmediate)
      for (const url of ['/1', '/2', '/3']) t.log(url, t.seen[url])
    },
    events: false,
    handle(req, res, t) {
      perResponse(req, res, t)
      res.end(req.url)
    },
  },
  'P-28 responses sent at once': { send: three, events: false, handle: (req, res) => res.end(req.url) },
  'P-28 responses ended in reverse order': {
    send: three,
    events: false,
    handle(req, res, t) {
      ;(t.held ??= []).push(() => res.end(req.url))
      if (t.held.length === 3) for (const answer of t.held.reverse()) answer()
    },
  },
  'P-28 the first is slow': {
    send: three,
    events: false,
    handle(req, res) {
      if (req.url === '/1') setImmediate(() => setImmediate(() => res.end(req.url)))
      else res.end(req.url)
    },
  },
  'P-28 the second is slow': {
    send: three,
    events: false,
    handle(req, res) {
      if (req.url === '/2') setImmediate(() => setImmediate(() => res.end(req.url)))
      else res.end(req.url)
    },
  },
  'P-28 a response streamed while an earlier one is pending': {
    send: three,
    events: false,
    handle(req, res) {
      res.write(`${req.url}a`)
      res.write('b')
      const more = () => setImmediate(() => {
        res.write('c')
        res.end('d')
      })
      if (req.url === '/1') setImmediate(more)
      else more()
    },
  },
  'P-28 callbacks and socket of a response that waits': {
    send: get('/1') + get('/2', CLOSE),
    events: false,
    handle(req, res, t) {
      t.log('socket', req.url, res.socket === null)
      res.write('x', t.callback(`cb ${req.url}`))
      const end = () => res.end(t.callback(`end ${req.url}`))
      if (req.url === '/1') setImmediate(end)
      else end()
    },
  },
  'P-28 the first closes the connection': {
    send: get('/1') + get('/2') + get('/3'),
    handle(req, res) {
      if (req.url === '/1') res.setHeader('Connection', 'close')
      res.end(req.url)
    },
  },
  'P-28 the first is destroyed': {
    send: three,
    handle(req, res) {
      if (req.url === '/1') setImmediate(() => res.destroy())
      else res.end(req.url)
    },
  },
  'P-28 a waiting response is destroyed': {
    client: async (peer) => {
      await peer.write(three)
      await peer.until('/1')
      for (let i = 0; i < 5; i++) await new Promise(setImmediate)
      peer.destroy()
    },
    handle(req, res) {
      if (req.url === '/2') res.destroy()
      else if (req.url === '/1') setImmediate(() => res.end(req.url))
    },
    events: false,
  },
  'P-28 requests with bodies': {
    send: 'POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nabPOST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\ncd\r\n0\r\n\r\n' + get('/3', CLOSE),
    events: false,
    handle(req, res) {
      let body = ''
      req.setEncoding('latin1').on('data', (text) => (body += text)).on('end', () => res.end(`${req.url}${body}`))
    },
  },
  'E-25 a bad request after a good one': {
    send: get('/1') + 'nonsense\r\n\r\n',
    handle: (req, res) => setImmediate(() => res.end(req.url)),
  },
  'E-25 a bad request after one whose response was sent': {
    send: get('/1') + 'nonsense\r\n\r\n',
    handle: (req, res) => res.end(req.url),
  },
  'E-25 a bad request after one whose head is sent': {
    send: get('/1') + 'nonsense\r\n\r\n',
    handle(req, res) {
      res.writeHead(200)
      res.write('part')
    },
    events: false,
  },
}
