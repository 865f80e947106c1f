/** Writers that are faster than their readers. */
export const kind = 'server'

const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const LARGE = 4 << 20

/** A client that reads nothing until the handler sends 'read'. */
const lateReader = async (peer, t) => {
  peer.socket.pause()
  await peer.write(LAST)
  await t.wait('read')
  peer.socket.resume()
  await peer.ended
  peer.received = `${peer.received.split('\r\n\r\n')[0]} … ${peer.received.replace(/^[^]*?\r\n\r\n/, '').replace(/[^a-z]/g, '').length > LARGE ? 'more than a buffer' : 'less'}`
}

export const cases = {
  'SO-21 write() returns false, and drain follows when nothing is buffered': {
    client: lateReader,
    events: false,
    handle(req, res, t) {
      t.log('hwm', res.writableHighWaterMark === req.socket.writableHighWaterMark)
      t.log('write', res.write('x'.repeat(LARGE)), res.writableNeedDrain)
      t.send('read')
      res.once('drain', () => {
        t.log('drain', res.writableLength, res.writableNeedDrain)
        res.end('y')
      })
    },
  },
  'SO-21 write() returns false, and drain follows, with Content-Length': {
    client: lateReader,
    events: false,
    handle(req, res, t) {
      res.setHeader('Content-Length', LARGE + 1)
      t.log('write', res.write('x'.repeat(LARGE)), res.writableNeedDrain)
      t.send('read')
      res.once('drain', () => {
        t.log('drain', res.writableLength, res.writableNeedDrain)
        res.end('y')
      })
    },
  },
  'SO-21 drain of a response that ended': {
    client: lateReader,
    handle(req, res, t) {
      t.log('write', res.write('x'.repeat(LARGE + 1)))
      res.end()
      t.log('needs drain', res.writableNeedDrain)
      t.send('read')
    },
  },
  'SO-21 a write that fits': {
    send: LAST,
    handle(req, res, t) {
      t.log('write', res.write('x'), res.writableNeedDrain)
      setImmediate(() => res.end())
    },
  },
  'SV-12 highWaterMark of socket, request and response': {
    send: LAST,
    options: { highWaterMark: 1000 },
    events: false,
    handle(req, res, t) {
      t.log('marks', req.socket.writableHighWaterMark, req.readableHighWaterMark, res.writableHighWaterMark)
      t.log('write', res.write('x'.repeat(1000)), res.writableNeedDrain)
      res.end()
    },
  },
  'SO-21 many small writes of one turn': {
    events: false,
    client: lateReader,
    handle(req, res, t) {
      let refused = 0
      for (let i = 0; i < 500; i++) if (!res.write('x'.repeat(10_000))) refused++
      t.log('refused', refused)
      t.send('read')
      res.once('drain', () => {
        t.log('drain', res.writableLength)
        res.end()
      })
    },
  },
  'SI-15 an unread request stops the socket': {
    client: async (peer, t) => {
      await peer.write(`POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${LARGE}\r\n\r\n`)
      const written = peer.write('x'.repeat(LARGE))
      await t.wait('full')
      t.send('read')
      await written
      await peer.ended
    },
    events: false,
    async handle(req, res, t) {
      while (req.readableLength < req.readableHighWaterMark) {
        req.read(0)
        await new Promise(setImmediate)
      }
      for (let i = 0; i < 20; i++) await new Promise(setImmediate)
      t.log('buffered less than two marks', req.readableLength <= 2 * req.readableHighWaterMark)
      t.send('full')
      await t.wait('read')
      let bytes = 0
      for await (const chunk of req) bytes += chunk.length
      t.log('bytes', bytes)
      res.end()
    },
  },
}
