/** What a response looks like on the wire. */
export const kind = 'server'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

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
  'SR-04 a status code outside of 100 to 999': {
    send: LAST,
    events: false,
    handle(req, res, t) {
      for (const code of [99, 1000, 'x', undefined]) t.attempt(`writeHead ${code}`, () => res.writeHead(code))
      res.end()
    },
  },
  'E-25 a request that is none': { send: 'nonsense\r\n\r\n', setup: (server) => server.on('request', () => {}) },
}
