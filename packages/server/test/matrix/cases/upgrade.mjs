/** Upgrades and CONNECT. */
export const kind = 'server'

const UPGRADE = 'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n'
const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n'
const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

/** Accepts the upgrade, and sends back everything received. */
const echo = (t) => (req, socket, head) => {
  t.log('taken', req.url, req.upgrade, head, socket === req.socket, ['data', 'end', 'drain', 'timeout'].map((event) => `${event} ${socket.listenerCount(event)}`))
  socket.write(SWITCHING)
  socket.write(head)
  socket.on('data', (data) => socket.write(data))
  socket.on('end', () => socket.end())
}

const thenAnother = async (peer) => {
  await peer.write(UPGRADE)
  await peer.until(/plain|Switching/)
  if (peer.received.includes('Switching')) return
  await peer.write(LAST)
  await peer.ended
}

export const cases = {
  'SV-23 an accepted upgrade': {
    client: async (peer) => {
      await peer.write(UPGRADE)
      await peer.until('\r\n\r\n')
      await peer.write('ping')
      await peer.until('ping')
    },
    setup: (server, t) => server.on('upgrade', echo(t)),
    handle: (req, res) => res.end(),
    events: false,
  },
  'SV-23 with the first bytes of the new protocol': {
    client: async (peer) => {
      await peer.write(`${UPGRADE}early`)
      await peer.until('early')
    },
    setup: (server, t) => server.on('upgrade', echo(t)),
    handle: (req, res) => res.end(),
    events: false,
  },
  'SV-23 events of an upgrade': {
    client: async (peer) => {
      await peer.write(UPGRADE)
      await peer.until('\r\n\r\n')
    },
    setup: (server) => server.on('upgrade', (req, socket) => socket.end(SWITCHING)),
    handle: (req, res) => res.end(),
  },
  'SV-16 no listener: a request like any other': { send: UPGRADE.replace('Upgrade\r\n', 'Upgrade, close\r\n'), handle: (req, res, t) => {
    t.log('upgrade', req.upgrade)
    res.end('plain')
  }, events: false },
  'SV-16 no listener, and another request follows': { client: thenAnother, handle: (req, res) => res.end('plain'), events: false },
  'P-21 Upgrade without Connection': { send: 'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: echo\r\nConnection: close\r\n\r\n', setup: (server, t) => server.on('upgrade', echo(t)), handle: (req, res) => res.end('plain'), events: false },
  'SV-22 CONNECT': {
    client: async (peer) => {
      await peer.write('CONNECT b:80 HTTP/1.1\r\nHost: b:80\r\n\r\nearly')
      await peer.until('early')
    },
    setup: (server, t) =>
      server.on('connect', (req, socket, head) => {
        t.log('connect', req.method, req.url, head)
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.end(head)
      }),
    handle: (req, res) => res.end(),
    events: false,
  },
  'SV-22 CONNECT without a listener': { send: 'CONNECT b:80 HTTP/1.1\r\nHost: b:80\r\n\r\n', handle: (req, res) => res.end() },
  'SV-23 with a body': {
    client: async (peer, t) => {
      await peer.write('POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\nContent-Length: 2\r\n\r\nab')
      await t.wait('end')
      await peer.write('cd')
      await peer.until('done')
    },
    setup: (server, t) =>
      server.on('upgrade', (req, socket, head) => {
        t.log('upgrade', head)
        req.on('data', (data) => t.log('req.data', data))
        req.on('end', () => {
          t.log('req.end')
          socket.on('data', (data) => {
            t.log('socket.data', data)
            socket.end('done')
          })
          t.send('end')
        })
      }),
    handle: (req, res) => res.end(),
    events: false,
  },
  'SV-16 shouldUpgradeCallback returns false': {
    options: { shouldUpgradeCallback: (req) => req.url !== '/chat' },
    setup: (server, t) => server.on('upgrade', echo(t)),
    client: thenAnother,
    handle: (req, res, t) => {
      t.log('upgrade', req.upgrade)
      res.end('plain')
    },
    events: false,
  },
  'SV-16 shouldUpgradeCallback returns true without a listener': { options: { shouldUpgradeCallback: () => true }, send: UPGRADE, handle: (req, res) => res.end() },
}
