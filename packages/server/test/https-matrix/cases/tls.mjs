/** The features of a server over TLS. */
import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'
import { ALICE, CA, OTHER_SERVER, SELF_SIGNED_SERVER, SERVER } from '../../../../../internal/test-kit/src/certificates.mjs'
import { duplexPair } from '../pair.mjs'

/** Methods of ours that Node's servers do not have. */
const BEYOND_NODE = ['drain', 'stats']

export const kind = 'https server'

const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const NEXT = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
/** Milliseconds of timeouts for which the cases wait. */
const SHORT = 40
const turn = () => new Promise((resolve) => setImmediate(resolve))

const names = ['tlsClientError', 'clientError', 'secureConnection']
const ok = (req, res) => res.end('ok')
/** Adds listeners that change nothing: that of `clientError` does what the server does without one. */
function observe(server, t) {
  for (const name of names) {
    server.on(name, (first, socket) => {
      t.log(name, ...(first instanceof Error ? [first.code, socket.destroyed] : []))
      if (name === 'clientError') socket.destroy()
    })
  }
}

/** A case whose first peer, without TLS, sends `bytes` and calls `act`. */
const handshake = (bytes, act = (peer) => peer.ended, options) => ({
  tls: 'none',
  options,
  events: false,
  setup: observe,
  handle: ok,
  client: async (peer, t, server) => {
    const failed = once(server, 'tlsClientError')
    if (bytes.length > 0) await peer.write(bytes)
    await act(peer, t)
    await failed
    for (let i = 0; i < 5; i++) await turn()
  },
})

/** The beginning of a ClientHello of 512 bytes. */
const HALF_HELLO = '\x16\x03\x01\x02\x00\x01\x00'

/** Returns the common name of the certificate that a client with `options` of tls.connect gets. */
async function commonName(t, options) {
  const peer = await t.connect({ rejectUnauthorized: false, ...options })
  const { subject } = peer.socket.getPeerCertificate()
  peer.end()
  await peer.closed
  return subject.CN
}

/** Returns the code of an error. Codes of OpenSSL become one, since they differ between its versions. */
const withoutReason = ({ code }) => (code?.startsWith('ERR_SSL_') ? 'ERR_SSL' : code)

/** Logs the response that a client with `options` gets, or the code of its error. */
async function outcome(t, options) {
  try {
    const peer = await t.connect(options)
    await peer.write(LAST)
    await peer.ended
    t.log('received', peer.socket.alpnProtocol, peer.received.split('\r\n')[0])
  } catch (error) {
    t.log('client', withoutReason(error))
  }
}

const connects = (list) => async (peer, t) => {
  peer.end()
  await peer.closed
  for (const options of list) await outcome(t, options)
}

const makes = (act) => ({ send: LAST, events: false, setup: (server, t) => act(t, server), handle: ok })
const attempts = (name, values) =>
  makes((t) => {
    for (const value of values) t.attempt(`${name}: ${typeof value === 'function' ? 'function' : JSON.stringify(value)}`, () => void t.http.createServer({ [name]: value }))
  })

export const cases = {
  'handshake: garbage': handshake('nonsense of some length, which is no ClientHello'),
  'handshake: HTTP without TLS': handshake(LAST),
  'handshake: the client ends before it has sent anything': handshake('', (peer) => peer.end()),
  'handshake: the client ends in the middle': handshake(HALF_HELLO, (peer) => peer.end()),
  'handshake: the client resets the connection in the middle': handshake(HALF_HELLO, (peer) => peer.reset()),
  'handshake: inactivity after half of a ClientHello': handshake(HALF_HELLO, undefined, { handshakeTimeout: SHORT }),
  'handshake: inactivity from the start': handshake('', undefined, { handshakeTimeout: SHORT }),
  'handshake: garbage, without a listener': {
    tls: 'none',
    send: 'nonsense of some length, which is no ClientHello',
    handle: ok,
    events: false,
  },
  'handshake: clientError that keeps the socket': {
    tls: 'none',
    send: LAST,
    handle: ok,
    events: false,
    setup: (server, t) =>
      server.on('clientError', (error, socket) => {
        t.log('clientError', error.code, socket.writable, socket.destroyed)
        socket.on('close', () => t.log('closed'))
      }),
  },
  'handshake: a version that the server refuses': {
    options: { minVersion: 'TLSv1.3' },
    client: connects([{ maxVersion: 'TLSv1.2' }]),
    setup: observe,
    handle: ok,
    events: false,
  },
  'a listener of tlsClientError does not replace one of clientError': {
    tls: 'none',
    send: LAST,
    handle: ok,
    events: false,
    setup: (server, t) => server.on('tlsClientError', (error, socket) => t.log('tlsClientError', error.code, socket instanceof tls.TLSSocket, socket.destroyed)),
  },
  'ALPN: http/1.1 by default': {
    client: connects([{}, { ALPNProtocols: ['http/1.1'] }, { ALPNProtocols: ['h2', 'http/1.1'] }, { ALPNProtocols: ['h2'] }, { ALPNProtocols: ['http/1.0'] }]),
    handle: ok,
    events: false,
    setup: observe,
  },
  'ALPN: protocols of the server': {
    options: { ALPNProtocols: ['h2', 'x'] },
    client: connects([{}, { ALPNProtocols: ['http/1.1'] }, { ALPNProtocols: ['x', 'h2'] }]),
    handle: ok,
    events: false,
    setup: observe,
  },
  'ALPN: an undefined option has no default': { options: { ALPNProtocols: undefined }, client: connects([{}, { ALPNProtocols: ['h2'] }]), handle: ok, events: false },
  'ALPN: a callback': {
    options: { ALPNCallback: ({ servername, protocols }) => (servername === 'localhost' ? protocols.find((name) => name.startsWith('http')) : undefined) },
    client: connects([{}, { ALPNProtocols: ['h2', 'http/1.1'] }, { ALPNProtocols: ['h2'] }]),
    handle: ok,
    events: false,
    setup: observe,
  },
  'ALPN: a callback that throws': {
    options: {
      ALPNCallback: () => {
        throw new Error('as it should')
      },
    },
    client: connects([{ ALPNProtocols: ['h2', 'http/1.1'] }, {}]),
    handle: ok,
    events: false,
    setup: (server, t) => server.on('tlsClientError', (error, socket) => t.log('tlsClientError', error.message, socket.destroyed)),
  },
  'SNI: a callback that throws': {
    options: {
      SNICallback: () => {
        throw new Error('as it should')
      },
    },
    tls: { servername: '' },
    client: connects([{}]),
    handle: ok,
    events: false,
    setup: (server, t) => server.on('tlsClientError', (error, socket) => t.log('tlsClientError', error.message, socket.destroyed)),
  },
  'SNI: addContext': {
    events: false,
    handle: ok,
    setup: (server) => {
      server.addContext('other.example', OTHER_SERVER)
      server.addContext('*.wild.example', tls.createSecureContext(ALICE))
    },
    client: async (peer, t) => {
      for (const servername of ['localhost', 'other.example', 'a.wild.example', 'a.b.wild.example', '']) t.log(servername, await commonName(t, { servername }))
    },
  },
  'SNI: a callback': {
    options: { SNICallback: (name, done) => (name === 'none' ? done(new Error('as it should')) : done(null, name === 'other.example' ? tls.createSecureContext(OTHER_SERVER) : undefined)) },
    events: false,
    handle: ok,
    setup: observe,
    client: async (peer, t) => {
      for (const servername of ['localhost', 'other.example']) t.log(servername, await commonName(t, { servername }))
      await outcome(t, { servername: 'none' })
    },
  },
  'SNI: servername of the socket': {
    events: false,
    client: async (peer) => {
      await peer.write(LAST)
      await peer.ended
    },
    handle: (req, res, t) => {
      t.log('servername', req.socket.servername)
      res.end()
    },
  },
  'setSecureContext: applies to later connections': {
    events: false,
    handle: ok,
    client: async (peer, t, server) => {
      t.log('before', await commonName(t))
      server.setSecureContext(OTHER_SERVER)
      t.log('after', await commonName(t))
      await peer.write(LAST)
      await peer.ended
    },
  },
  'ticket keys: read, set, and read again': {
    events: false,
    send: LAST,
    handle: ok,
    setup: (server, t) => {
      t.log('length', server.getTicketKeys().length)
      t.attempt('set', () => server.setTicketKeys(Buffer.alloc(48, 1)))
      t.log('first', server.getTicketKeys()[0])
      t.attempt('too short', () => server.setTicketKeys(Buffer.alloc(47)))
    },
  },
  'client certificates: authorized': {
    options: { requestCert: true, ca: CA },
    tls: ALICE,
    send: LAST,
    events: false,
    handle: (req, res, t) => {
      const { socket } = req
      t.log('socket', socket instanceof tls.TLSSocket, socket.encrypted, socket.authorized, socket.authorizationError, socket.getPeerCertificate().subject.CN)
      res.end()
    },
  },
  'client certificates: missing, and not required': {
    options: { requestCert: true, rejectUnauthorized: false, ca: CA },
    send: LAST,
    events: false,
    handle: (req, res, t) => {
      t.log('socket', req.socket.authorized, req.socket.authorizationError, Object.keys(req.socket.getPeerCertificate()).length)
      res.end()
    },
  },
  'client certificates: missing, but required': {
    options: { requestCert: true, ca: CA, maxVersion: 'TLSv1.2' },
    tls: 'none',
    client: connects([{}, ALICE, SELF_SIGNED_SERVER]),
    setup: observe,
    handle: ok,
    events: false,
  },
  'client certificates: from another CA': {
    options: { requestCert: true, rejectUnauthorized: false, ca: CA },
    tls: SELF_SIGNED_SERVER,
    send: LAST,
    events: false,
    handle: (req, res, t) => {
      t.log('socket', req.socket.authorized, req.socket.authorizationError)
      res.end()
    },
  },
  'the fields of the socket': {
    send: LAST,
    events: false,
    handle: (req, res, t) => {
      const { socket } = req
      t.log('same', socket === res.socket, socket === req.connection, socket._httpMessage === res, socket.server.listening, socket.parser !== null && typeof socket.parser)
      t.log('state', socket.allowHalfOpen, socket.timeout, socket.readyState, socket.readableHighWaterMark, socket.writableHighWaterMark)
      t.attempt('setEncoding', () => socket.setEncoding('latin1'))
      res.end()
    },
  },
  'events in order, of a connection with two requests': {
    client: async (peer) => {
      await peer.write(NEXT)
      await peer.until('ok')
      await peer.write(LAST)
      await peer.ended
    },
    setup: (server, t) => {
      server.on('connection', (socket) => t.log('connection', socket instanceof tls.TLSSocket))
      server.on('secureConnection', (socket) => t.log('secureConnection', socket instanceof tls.TLSSocket, socket.server === server))
    },
    handle: ok,
  },
  'half-close: the client ends before the response': {
    client: async (peer, t) => {
      await peer.write(NEXT)
      await t.wait('request')
      peer.end()
      await peer.closed
    },
    handle: (req, res, t) => {
      t.send('request')
      req.socket.once('end', () => setImmediate(() => res.end('late')))
    },
  },
  'half-close: with allowHalfOpen': {
    options: { allowHalfOpen: true },
    client: async (peer, t) => {
      await peer.write(NEXT)
      await t.wait('request')
      peer.end()
      await peer.closed
    },
    handle: (req, res, t) => {
      t.send('request')
      req.socket.once('end', () => setImmediate(() => res.end('late')))
    },
  },
  'half-close: with only httpAllowHalfOpen': {
    client: async (peer, t) => {
      await peer.write(NEXT)
      await t.wait('request')
      peer.end()
      await peer.closed
    },
    setup: (server) => (server.httpAllowHalfOpen = true),
    handle: (req, res, t) => {
      t.send('request')
      req.socket.once('end', () => setImmediate(() => res.end('late')))
    },
  },
  'half-close: with httpAllowHalfOpen and allowHalfOpen': {
    options: { allowHalfOpen: true },
    client: async (peer, t) => {
      await peer.write(NEXT)
      await t.wait('request')
      peer.end()
      await peer.closed
    },
    setup: (server) => (server.httpAllowHalfOpen = true),
    handle: (req, res, t) => {
      t.send('request')
      req.socket.once('end', () => setImmediate(() => res.end('late')))
    },
  },
  'the handler ends the socket before the response': {
    client: async (peer) => {
      await peer.write(NEXT)
      await peer.ended
    },
    handle: (req, res) => {
      res.writeHead(200, { 'Content-Length': 2 })
      res.write('o')
      res.socket.end()
    },
  },
  'the handler ends the socket after the response': {
    client: async (peer) => {
      await peer.write(NEXT)
      await peer.ended
    },
    handle: (req, res) => {
      res.end('ok')
      res.socket.end()
    },
  },
  'the handler destroys the socket': {
    client: async (peer) => {
      await peer.write(NEXT)
      await peer.ended
    },
    handle: (req, res) => {
      res.write('o')
      res.socket.destroy()
    },
  },
  'a reset under TLS while the handler responds': {
    client: async (peer, t) => {
      await peer.write(NEXT)
      await t.wait('request')
      peer.reset()
    },
    setup: (server) => server.on('clientError', (error, socket) => socket.destroy()),
    handle: (req, res, t) => t.send('request'),
  },
  'garbage under TLS after a request': {
    client: async (peer, t) => {
      peer.end()
      await peer.closed
      const under = net.connect(t.port, '127.0.0.1')
      const [ours, theirs] = duplexPair()
      under.pipe(theirs).pipe(under)
      const socket = tls.connect({ socket: ours, ca: CA, servername: 'localhost' })
      socket.write(NEXT)
      await once(socket, 'data')
      const closed = once(under, 'close')
      under.write('nonsense under TLS')
      socket.resume().on('error', () => {})
      await closed
    },
    events: false,
    setup: (server, t) =>
      server.on('clientError', (error, socket) => {
        t.log('clientError', withoutReason(error), socket.destroyed)
        socket.destroy()
      }),
    handle: ok,
  },
  'bad input over TLS': {
    send: 'nonsense\r\n\r\n',
    handle: ok,
  },
  'renegotiation between two requests': {
    options: { maxVersion: 'TLSv1.2' },
    events: false,
    client: async (peer, t) => {
      await peer.write(NEXT)
      await peer.until('ok')
      t.log('renegotiated', await new Promise((resolve) => peer.socket.renegotiate({}, (error) => resolve(error?.code ?? 'yes'))))
      await peer.write(LAST)
      await peer.ended
    },
    handle: ok,
  },
  'repeated renegotiation': {
    options: { maxVersion: 'TLSv1.2' },
    events: false,
    client: async (peer) => {
      await peer.write(NEXT)
      await peer.until('ok')
      const again = () => peer.socket.renegotiate({}, (error) => (error ? undefined : setImmediate(again)))
      again()
      await peer.ended
    },
    setup: (server, t) =>
      server.on('clientError', (error, socket) => {
        t.log('clientError', error.code)
        socket.destroy()
      }),
    handle: ok,
  },
  'resumption: by ticket, TLS 1.2 and 1.3': {
    events: false,
    handle: ok,
    client: async (peer, t) => {
      for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
        let session
        const reused = []
        for (let i = 0; i < 4; i++) {
          const next = await t.connect({ maxVersion, session })
          next.socket.on('session', (bytes) => (session = bytes))
          reused.push(next.socket.isSessionReused())
          await next.write(LAST)
          await next.ended
          session ??= next.socket.getSession()
        }
        t.log(maxVersion, ...reused)
      }
    },
  },
  'resumption: newSession and resumeSession': {
    options: { maxVersion: 'TLSv1.2', secureOptions: 1 << 14 },
    events: false,
    handle: ok,
    setup: (server, t) => {
      const kept = new Map()
      server.on('newSession', (id, data, done) => {
        t.log('newSession')
        kept.set(id.toString('hex'), data)
        done()
      })
      server.on('resumeSession', (id, done) => {
        t.log('resumeSession', kept.has(id.toString('hex')))
        done(null, kept.get(id.toString('hex')) ?? null)
      })
    },
    client: async (peer, t) => {
      await peer.write(LAST)
      await peer.ended
      const next = await t.connect({ session: peer.socket.getSession() })
      t.log('reused', next.socket.isSessionReused())
      await next.write(LAST)
      await next.ended
    },
  },
  'keylog': {
    events: false,
    send: LAST,
    handle: ok,
    setup: (server, t) => server.on('keylog', (line) => t.log('keylog', String(line).split(' ')[0])),
  },
  "emit('connection') with a Duplex is a handshake on it": {
    events: false,
    setup: (server, t) => server.on('secureConnection', (socket) => t.untilClosed(socket)),
    client: async (peer, t, server) => {
      const [ours, theirs] = duplexPair()
      server.emit('connection', theirs)
      const socket = tls.connect({ socket: ours, ca: CA, servername: 'localhost' })
      socket.write(LAST)
      const text = (await socket.setEncoding('latin1').toArray()).join('')
      t.log('received', text.split('\r\n')[0], text.split('\r\n\r\n')[1])
    },
    handle: (req, res) => res.end(String(req.socket.encrypted)),
  },
  "emit('secureConnection') with a Duplex is HTTP on it": {
    events: false,
    client: async (peer, t, server) => {
      const [ours, theirs] = duplexPair()
      server.emit('secureConnection', theirs)
      ours.write(LAST)
      let text = ''
      ours.setEncoding('latin1').on('data', (piece) => (text += piece))
      await once(ours, 'end')
      ours.end()
      t.log('received', text.split('\r\n')[0], text.split('\r\n\r\n')[1])
    },
    handle: (req, res) => res.end(String(req.socket.encrypted)),
  },
  'close while a handshake is half done': {
    tls: 'none',
    options: { handshakeTimeout: SHORT },
    events: false,
    setup: observe,
    handle: ok,
    client: async (peer, t, server) => {
      await peer.write(HALF_HELLO)
      server.close(t.callback('closed'))
      server.closeIdleConnections()
      server.closeAllConnections()
      t.log('listening', server.listening)
      await peer.ended
    },
  },
  'closeIdleConnections and closeAllConnections': {
    events: false,
    client: async (peer, t, server) => {
      const busy = await t.connect()
      await peer.write(NEXT)
      await peer.until('ok')
      await busy.write('GET /wait HTTP/1.1\r\nHost: a\r\n\r\n')
      await t.wait('request')
      for (let i = 0; i < 5; i++) await turn()
      server.closeIdleConnections()
      await peer.ended
      t.log('idle is closed', busy.socket.readableEnded)
      server.closeAllConnections()
      await busy.ended
    },
    handle: (req, res, t) => (req.url === '/wait' ? t.send('request') : res.end('ok')),
  },
  'asyncDispose': {
    client: async (peer, t, server) => {
      await peer.write(NEXT)
      await peer.until('ok')
      for (let i = 0; i < 5; i++) await turn()
      await server[Symbol.asyncDispose]()
      t.log('listening', server.listening)
      await server[Symbol.asyncDispose]().catch((error) => t.log('again', error.code))
    },
    handle: ok,
    events: false,
  },
  'captureRejections: a request listener that rejects': {
    captures: true,
    events: false,
    setup: (server, t) => {
      server.on('error', (error) => t.log('error', error.message))
      server.on('request', async (req, res) => {
        setImmediate(() => res.end('late'))
        throw new Error('as it should')
      })
    },
    send: LAST,
  },
  'captureRejections: a secureConnection listener that rejects': {
    captures: true,
    events: false,
    setup: (server, t) => {
      server.on('error', (error) => t.log('error', error.message))
      server.on('clientError', (error, socket) => {
        t.log('clientError', error.message)
        socket.destroy()
      })
      server.on('secureConnection', async () => {
        throw new Error('as it should')
      })
    },
    handle: ok,
    client: (peer) => peer.ended,
  },
  'arguments of the constructor': makes((t) => {
    const { createServer, Server } = t.http
    for (const value of [null, undefined, {}, 'x', 1, true, []]) t.attempt(`options ${JSON.stringify(value)}`, () => void createServer(value))
    for (const value of [null, undefined, 'x', 1, {}]) t.attempt(`listener ${JSON.stringify(value)}`, () => void createServer({}, value))
    t.attempt('without new', () => Server() instanceof Server)
    t.attempt('listener alone', () => createServer(() => {}).listenerCount('request'))
    t.attempt('null and a listener', () => createServer(null, () => {}).listenerCount('request'))
    t.attempt('instanceof', () => [createServer() instanceof tls.Server, createServer() instanceof Server])
    class Mine extends Server {}
    t.attempt('a subclass', () => [new Mine({}, ok) instanceof Mine, new Mine({}, ok).listenerCount('request')])
    t.attempt('prototypes', () => [Object.getPrototypeOf(Server.prototype) === tls.Server.prototype, Object.getPrototypeOf(Server) === tls.Server, Server.name, Server.length, createServer.length])
    t.attempt('HTTP before TLS', () => createServer({ keepAliveTimeout: -1, handshakeTimeout: 'x' }, 1))
    t.attempt('TLS before the listener', () => createServer({ handshakeTimeout: 'x' }, 1))
    const options = Object.freeze({})
    t.attempt('the options are left alone', () => [createServer(options) instanceof Server, Object.keys(options)])
    t.attempt('inherited options', () => {
      const server = createServer(Object.create({ keepAliveTimeout: 77, noDelay: false, handshakeTimeout: 'x' }))
      return [server.keepAliveTimeout, server.noDelay]
    })
  }),
  'settings of a new server': makes((t) => {
    const server = t.http.createServer({})
    const values = ['timeout', 'keepAliveTimeout', 'headersTimeout', 'requestTimeout', 'connectionsCheckingInterval', 'maxHeadersCount', 'maxRequestsPerSocket', 'requireHostHeader', 'httpAllowHalfOpen', 'allowHalfOpen', 'noDelay', 'keepAlive', 'pauseOnConnect', 'requestCert', 'rejectUnauthorized', 'ALPNCallback']
    for (const name of values) t.log(name, server[name], name in server)
    t.log('ALPNProtocols', server.ALPNProtocols)
    t.log('methods', Object.getOwnPropertyNames(t.http.Server.prototype).filter((name) => !BEYOND_NODE.includes(name)).sort())
    t.log('setTimeout', server.setTimeout(5) === server, server.timeout)
    for (const noDelay of [undefined, null, true, false, 0]) t.log(`noDelay ${noDelay}`, t.http.createServer({ noDelay }).noDelay)
  }),
  'option ALPNProtocols': attempts('ALPNProtocols', [undefined, null, [], 'x', ['x'], Buffer.from('\x01x')]),
  'option ALPNCallback with ALPNProtocols': makes((t) => {
    const ALPNCallback = () => undefined
    for (const ALPNProtocols of [undefined, null, [], ['x']]) t.attempt(JSON.stringify(ALPNProtocols) ?? 'undefined', () => String(t.http.createServer({ ALPNCallback, ALPNProtocols }).ALPNProtocols))
    for (const value of [undefined, null, 0]) t.attempt(`callback ${value}`, () => String(t.http.createServer({ ALPNCallback: value }).ALPNProtocols))
  }),
  'option handshakeTimeout': attempts('handshakeTimeout', [undefined, 0, 1, '1', null]),
  'option SNICallback': attempts('SNICallback', [undefined, () => {}, 1, null]),
  'option sessionTimeout': attempts('sessionTimeout', [undefined, 0, 1, 'a']),
  'option ticketKeys': attempts('ticketKeys', [undefined, 1, 'x']),
  'option cert': attempts('cert', [undefined, null, '', 1, SERVER.cert]),
  'option key': attempts('key', [undefined, null, '', 1]),
  'option minVersion': attempts('minVersion', [undefined, 'TLSv1.2', 'x']),
  'option ciphers': attempts('ciphers', [undefined, 1, 'none']),
  'option pskCallback': attempts('pskCallback', [undefined, 1, () => {}]),
  'option requestCert': attempts('requestCert', [undefined, true, 1, 'x']),
}
