/** Timeouts. They are short, and the traces contain only the order of events. */
export const kind = 'server'

/** Milliseconds. */
const SHORT = 20
const SWEEP = { connectionsCheckingInterval: SHORT }

export const cases = {
  'SV-03 an incomplete head': { options: { ...SWEEP, headersTimeout: SHORT }, send: 'GET / HTTP/1.1\r\nHos', handle: () => {} },
  'SV-03 no byte of a head': { options: { ...SWEEP, headersTimeout: SHORT }, send: '', handle: () => {} },
  'SV-04 an incomplete body': { options: { ...SWEEP, requestTimeout: SHORT * 5, headersTimeout: SHORT * 4 }, send: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc', handle: (req) => req.resume() },
  'SV-04 an incomplete body, when the head of the response was sent': {
    options: { ...SWEEP, requestTimeout: SHORT * 5, headersTimeout: SHORT * 4 },
    send: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc',
    handle(req, res) {
      req.resume()
      res.write('part')
    },
  },
  'SV-07 inactivity, without a listener': { setup: (server) => server.setTimeout(SHORT), send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', handle: () => {}, events: false },
  'SV-07 inactivity, with a listener of the server': {
    setup: (server, t) => t.log('this', server.setTimeout(SHORT, (socket) => socket.destroy()) === server, server.timeout),
    send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    handle: () => {},
  },
  'SO-24 inactivity, with setTimeout of the response': {
    send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    handle(req, res, t) {
      res.setTimeout(SHORT, () => res.socket.destroy())
      t.log('socket', res.socket.timeout)
    },
  },
  'SI-11 inactivity during an incomplete request, with its setTimeout': {
    send: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n',
    handle: (req) => req.setTimeout(SHORT, () => req.socket.destroy()),
  },
  'SV-03 clientError is emitted': {
    options: { ...SWEEP, headersTimeout: SHORT },
    send: 'GET / HTTP/1.1\r\nHos',
    setup: (server, t) => server.on('clientError', (error, socket) => {
      t.log('keys', Object.keys(error))
      socket.end('late')
    }),
    handle: () => {},
  },
  'SV-05 between two requests': { options: { keepAliveTimeout: SHORT, keepAliveTimeoutBuffer: 1 }, send: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', handle: (req, res) => res.end('z') },
}
