/** Errors, on the wire and in `clientError`. */
export const kind = 'server'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const none = () => {}
/** A case with input that must not reach the handler. */
const refused = (send, more) => ({ send, handle: (req, res) => res.end('reached'), ...more })

export const cases = {
  'E-25 bytes that are not a request': { send: 'nonsense\r\n\r\n', setup: (server) => server.on('request', none) },
  'E-26 a head over the limit': refused(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`),
  'E-26 a head over the maxHeaderSize of the server': refused(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(200)}\r\n\r\n`, { options: { maxHeaderSize: 100 } }),
  'E-26 a target over the limit': refused(`GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: a\r\n\r\n`),
  'E-27 chunk extensions over the limit': {
    send: `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(17_000)}\r\nx\r\n0\r\n\r\n`,
    handle: (req) => req.resume(),
  },
  'E-29 no Host': refused('GET / HTTP/1.1\r\n\r\n'),
  'E-29 an empty Host is accepted': { send: 'GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n', handle: (req, res) => res.end('z'), events: false },
  'E-29 Host not required': { options: { requireHostHeader: false }, send: 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', handle: (req, res) => res.end('z'), events: false },
  'SV-21 clientError gets error and socket, and sends a response': {
    send: 'nonsense\r\n\r\n',
    setup: (server, t) =>
      server.on('clientError', (error, socket) => {
        t.log('error', Object.keys(error).sort(), error.code, error.reason, error.bytesParsed, error.rawPacket)
        t.log('socket', socket.writable)
        socket.end('HTTP/1.1 418 Mine\r\n\r\n')
      }),
    handle: none,
  },
  'SV-21 clientError that destroys': { send: 'nonsense\r\n\r\n', setup: (server) => server.on('clientError', (error, socket) => socket.destroy()), handle: none },
  'SV-21 clientError of a bad body': {
    send: 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    setup: (server) => server.on('clientError', (error, socket) => socket.end('bye')),
    handle: (req) => req.resume(),
  },
  'E-25 a bad body before the head was sent': {
    send: 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    handle: (req) => req.resume(),
  },
  'E-25 a bad body after the head was sent': {
    client: async (peer) => {
      await peer.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
      await peer.until('part')
      await peer.write('zz\r\n')
      await peer.ended
    },
    handle(req, res) {
      req.resume()
      res.write('part')
    },
  },
  'P-22 the client ends in the middle of a head': {
    client: async (peer) => {
      peer.end('GET / HTTP/1.1\r\nHos')
      await peer.ended
    },
    setup: (server, t) => server.on('clientError', (error, socket) => {
      t.log('error', Object.keys(error).sort(), error.message, error.reason, error.bytesParsed)
      socket.destroy()
    }),
    handle: none,
  },
  'P-22 the client ends in the middle of a body': {
    client: async (peer, t) => {
      await peer.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nab')
      await t.wait('request')
      peer.end()
      await peer.ended
    },
    handle: (req, res, t) => t.send('request'),
  },
  'P-22 the client ends without sending a byte': {
    client: async (peer) => {
      peer.end()
      await peer.ended
    },
    handle: none,
  },
  'E-20 the client resets the connection': {
    client: async (peer, t) => {
      await peer.write(GET)
      await t.wait('request')
      peer.reset()
    },
    setup: (server) => server.on('clientError', (error, socket) => socket.destroy()),
    handle: (req, res, t) => t.send('request'),
  },
  'SI-09 the client goes away during an upload': {
    client: async (peer, t) => {
      await peer.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nab')
      await t.wait('request')
      peer.destroy()
    },
    handle(req, res, t) {
      req.on('data', (data) => {
        t.log('data', data)
        t.send('request')
      })
    },
  },
  'SI-09 the client goes away before the response': {
    client: async (peer, t) => {
      await peer.write(GET)
      await t.wait('request')
      peer.destroy()
    },
    handle: (req, res, t) => t.send('request'),
  },
  'SI-10 a request that is destroyed': { send: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nab', handle: (req, res, t) => t.log('this', req.destroy() === req) },
  'SI-10 a request that is destroyed with an error': {
    send: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nab',
    setup: (server) => server.on('clientError', (error, socket) => socket.destroy()),
    handle: (req) => req.destroy(new Error('mine')),
  },
  'SI-10 the socket is destroyed': { send: GET, handle: (req) => req.socket.destroy() },
  'SI-10 the socket is destroyed mid-response': {
    send: GET,
    handle: (req, res) => res.write('part', () => req.socket.destroy()),
  },
  'E-09 setEncoding of the socket': {
    send: 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    events: false,
    handle(req, res, t) {
      t.attempt('setEncoding', () => void req.socket.setEncoding('utf8'))
      res.end()
    },
  },
}
