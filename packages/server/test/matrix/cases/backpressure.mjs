/** Who writes more than is read. */
export const kind = 'server'

const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const LARGE = 4 << 20

/** Reads nothing until the handler says so. */
const lateReader = async (peer, t) => {
  peer.socket.pause()
  await peer.write(LAST)
  await t.wait('read')
  peer.socket.resume()
  await peer.ended
  peer.received = `${peer.received.split('\r\n\r\n')[0]} … ${peer.received.replace(/^[^]*?\r\n\r\n/, '').replace(/[^a-z]/g, '').length > LARGE ? 'more than a buffer' : 'less'}`
}

export const cases = {
  'SO-21 write says false, drain says when: nothing waits then': {
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
  'SO-21 the same with Content-Length': {
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
}
