/** The end of a server. */
export const kind = 'server'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const turn = () => new Promise((resolve) => setImmediate(resolve))

export const cases = {
  'SV-26 close ends idle connections': {
    client: async (peer, t, server) => {
      await peer.write(GET)
      await peer.until('z')
      for (let i = 0; i < 5; i++) await turn()
      server.close(t.callback('closed'))
      t.log('listening', server.listening)
      await peer.ended
    },
    handle: (req, res) => res.end('z'),
  },
  'SV-26 close ends connections that have sent nothing': {
    client: async (peer, t, server) => {
      server.close(t.callback('closed'))
      let hasEnded = false
      void peer.ended.then(() => (hasEnded = true))
      for (let i = 0; i < 20; i++) await turn()
      t.log('ended', hasEnded)
    },
    handle: (req, res) => res.end('z'),
  },
  'SV-26 close lets a request finish': {
    client: async (peer, t, server) => {
      await peer.write(GET)
      await t.wait('request')
      server.close(t.callback('closed'))
      t.send('closing')
      await peer.until('z')
    },
    async handle(req, res, t) {
      t.send('request')
      await t.wait('closing')
      res.end('z')
    },
    events: false,
  },
  'SV-26 close lets a half-sent head finish': {
    client: async (peer, t, server) => {
      await peer.write(GET)
      await peer.until('z')
      await peer.write('GET / HTTP/1.1\r\nHos')
      for (let i = 0; i < 5; i++) await turn()
      server.close(t.callback('closed'))
      await peer.write('t: a\r\nConnection: close\r\n\r\n')
      await peer.ended
    },
    handle: (req, res) => res.end('z'),
    events: false,
  },
  'SV-26 close of a server that does not run': {
    send: 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    setup: (server, t) => t.log('this', server.close(t.callback('cb')) === server),
    handle: (req, res) => res.end(),
    events: false,
  },
  'SV-27 closeAllConnections': {
    client: async (peer, t, server) => {
      await peer.write(GET)
      await t.wait('request')
      t.log('returns', server.closeAllConnections())
      await peer.ended
    },
    handle: (req, res, t) => t.send('request'),
  },
  'SV-28 closeIdleConnections leaves busy connections open': {
    client: async (peer, t, server) => {
      const idle = await t.connect()
      await idle.write(GET)
      await idle.until('z')
      for (let i = 0; i < 5; i++) await turn()
      await peer.write('GET /busy HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
      await t.wait('request')
      server.closeIdleConnections()
      await idle.ended
      t.send('go')
      await peer.ended
    },
    async handle(req, res, t) {
      if (req.url === '/busy') {
        t.send('request')
        await t.wait('go')
      }
      res.end('z')
    },
    events: false,
  },
  'SV-26 a response after close has Connection: keep-alive': {
    client: async (peer, t, server) => {
      await peer.write(GET)
      await t.wait('request')
      server.close()
      t.send('closing')
      await peer.until('z')
    },
    async handle(req, res, t) {
      t.send('request')
      await t.wait('closing')
      res.end('z')
    },
    events: false,
  },
}
