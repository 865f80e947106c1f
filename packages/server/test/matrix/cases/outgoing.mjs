/** write(), end() and destroy() with their results and events; messages without a connection. */
export const kind = 'server'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

const does = (handle, more) => ({ send: LAST, handle, ...more })

/** A case about messages that no server made. The server only responds so that the case ends. */
const apart = (act) => ({
  events: false,
  async client(peer, t) {
    await act(t)
    await peer.write(LAST)
    await peer.ended
  },
  handle: (req, res) => res.end(),
})

const REQUEST = { method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} }
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** A Writable that keeps what it gets. */
async function sink() {
  const { Writable } = await import('node:stream')
  const stream = new Writable({
    highWaterMark: 16_384,
    write(chunk, encoding, callback) {
      stream.text += chunk.toString('latin1')
      setImmediate(callback)
    },
  })
  stream.text = ''
  return stream
}

const withoutDate = (text) => text.replace(/Date: .*?\r/, 'Date: …\r')

export const cases = {
  'SO-01 a bare message has no first line': apart(async (t) => {
    const message = new t.http.OutgoingMessage()
    t.attempt('write', () => message.write('x'))
    t.attempt('end', () => message.end('x'))
    t.attempt('flushHeaders', () => message.flushHeaders())
    t.attempt('setHeader', () => void message.setHeader('a', '1'))
    t.log('state', message.headersSent, message.writable, message.writableEnded, message.socket, message.getHeaders())
  }),
  'SO-01 highWaterMark of a bare message': apart(async (t) => {
    t.log('default', new t.http.OutgoingMessage().writableHighWaterMark)
    t.log('given', new t.http.OutgoingMessage({ highWaterMark: 10 }).writableHighWaterMark)
    t.log('response', new t.http.ServerResponse(REQUEST, { highWaterMark: 11 }).writableHighWaterMark)
  }),
  'SO-01 end without data on a bare message': apart(async (t) => {
    const message = new t.http.OutgoingMessage()
    t.attempt('end', () => message.end())
    t.log('ended', message.writableEnded, message.finished)
  }),
  'SO-12 pieces that are neither strings nor bytes': does((req, res, t) => {
    for (const piece of [1, {}, true, undefined, [], new Date(0)]) t.attempt(`write ${typeof piece}`, () => res.write(piece))
    t.attempt('write null', () => res.write(null))
    t.attempt('end 1', () => res.end(1))
    t.attempt('end {}', () => res.end({}))
    t.log('sent', res.headersSent)
    res.end()
  }),
  'SO-12 an ArrayBuffer, a DataView, a Uint16Array': does((req, res, t) => {
    t.attempt('ArrayBuffer', () => res.write(new ArrayBuffer(1)))
    t.attempt('DataView', () => res.write(new DataView(new ArrayBuffer(1))))
    t.attempt('Uint16Array', () => res.write(new Uint16Array(1)))
    res.end()
  }),
  'SO-12 the callback of every write, in order': does((req, res, t) => {
    t.log('1', res.write('a', t.callback('cb 1')))
    t.log('2', res.write('b', 'utf8', t.callback('cb 2')))
    t.log('3', res.write('', t.callback('cb empty')))
    setImmediate(() => {
      res.write(Buffer.from('c'), t.callback('cb 4'))
      res.end('d', t.callback('end cb'))
    })
  }),
  'SO-12 callbacks of a counted body': does((req, res, t) => {
    res.setHeader('Content-Length', 4)
    t.log('1', res.write('a', t.callback('cb 1')))
    t.log('2', res.write('b', t.callback('cb 2')))
    res.end('cd', t.callback('end cb'))
  }),
  'SO-12 callbacks of a response without a body': does((req, res, t) => {
    res.statusCode = 204
    t.log('1', res.write('a', t.callback('cb 1')))
    res.end('b', t.callback('end cb'))
  }),
  'SO-12 an unknown encoding': does((req, res, t) => {
    t.attempt('write', () => res.write('x', 'nonsense'))
    res.destroy()
  }, { events: false }),
  'SO-14 every form of end()': {
    send: ['1', '2', '3', '4', '5', '6'].map((path) => `GET /${path} HTTP/1.1\r\nHost: a\r\n${path === '6' ? 'Connection: close\r\n' : ''}\r\n`).join(''),
    events: false,
    handle(req, res, t) {
      const callback = t.callback(`cb ${req.url}`)
      const shapes = { '/1': [], '/2': [callback], '/3': ['x', callback], '/4': ['78', 'hex', callback], '/5': [null, null, callback], '/6': [undefined, callback] }
      t.log('this', res.end(...shapes[req.url]) === res)
    },
  },
  'SO-14 end after end': does((req, res, t) => {
    res.end('x', t.callback('first'))
    t.log('again', res.end() === res)
    res.end(t.callback('second'))
    res.end('more', t.callback('third'))
  }),
  'SO-14 end after finish': does((req, res, t) => {
    res.end('x')
    res.on('finish', () => {
      res.end(t.callback('cb'))
      res.end()
    })
    res.on('close', () => res.end('more'))
  }),
  'SO-15 write after end': does((req, res, t) => {
    res.end('x')
    t.log('write', res.write('y', t.callback('cb')))
    t.log('write', res.write('z'))
  }),
  'SO-15 write after finish': does((req, res, t) => {
    res.end('x')
    res.on('close', () => t.log('write', res.write('y', t.callback('cb'))))
  }),
  'SO-16 write and end after destroy': does((req, res, t) => {
    res.destroy()
    t.log('write', res.write('x', t.callback('write cb')))
    res.end('y', t.callback('end cb'))
    t.log('ended', res.writableEnded, res.headersSent)
  }),
  'SO-16 write after the peer went away': {
    client: async (peer, t) => {
      await peer.write(GET)
      await t.wait('request')
      peer.destroy()
    },
    handle(req, res, t) {
      t.send('request')
      res.on('close', () => {
        t.log('destroyed', res.destroyed, res.writableFinished, res.errored)
        setImmediate(() => {
          t.log('write', res.write('x', t.callback('cb')))
          res.end(t.callback('end cb'))
        })
      })
    },
  },
  'SO-20 writableEnded, writableFinished, finished': does((req, res, t) => {
    const state = (name) => t.log(name, res.writableEnded, res.writableFinished, res.finished, res.writable)
    state('fresh')
    res.on('prefinish', () => state('prefinish'))
    res.on('finish', () => state('finish'))
    res.on('close', () => state('close'))
    res.write('a')
    state('written')
    res.end()
    state('ended')
  }),
  'SO-22 state after destroy': does((req, res, t) => {
    const state = (name) => t.log(name, res.destroyed, res.closed, res.errored, res.writable, res.writableEnded, res.writableFinished)
    res.on('close', () => state('close'))
    res.write('a')
    res.destroy(new Error('why'))
    state('destroyed')
  }, { setup: (server) => server.on('clientError', (error, socket) => socket.destroy()) }),
  'SO-23 destroying a message without a socket': apart(async (t) => {
    const message = new t.http.OutgoingMessage()
    t.watch('message', message, ['error', 'close'])
    t.log('this', message.destroy(new Error('x')) === message, message.destroyed, message.errored)
    await turn()
    t.log('closed', message.closed)
    message.destroy()
    await turn()
  }),
  'SO-23 destroyed before a socket is assigned': apart(async (t) => {
    const res = new t.http.ServerResponse(REQUEST)
    t.watch('message', res, ['error', 'close'])
    const socket = await sink()
    t.watch('socket', socket, ['error', 'close'])
    res.destroy(new Error('early'))
    res.assignSocket(socket)
    await turn()
    t.log('socket destroyed', socket.destroyed)
  }),
  'SO-24 setTimeout of a message without a socket': apart(async (t) => {
    const res = new t.http.ServerResponse(REQUEST)
    const socket = await sink()
    socket.setTimeout = (...values) => t.log('socket.setTimeout', values[0])
    t.log('this', res.setTimeout(5, () => {}) === res, res.listenerCount('timeout'))
    res.assignSocket(socket)
    res.setTimeout(7)
    await turn()
  }),
  'SO-24 setTimeout with a callback that is not a function': does((req, res, t) => {
    t.attempt('setTimeout', () => res.setTimeout(1000, 'x'))
    res.setTimeout(0)
    res.end()
  }),
  'SO-26 pipe': does((req, res, t) => {
    t.attempt('pipe', () => res.pipe(process.stdout))
    res.end()
  }),
  'SO-26 a stream piped into a response': does(async (req, res) => {
    const { Readable } = await import('node:stream')
    Readable.from(['ab', 'cd']).pipe(res)
  }),
  'SO-26 pipeline into a response': does(async (req, res, t) => {
    const { pipeline, Readable } = await import('node:stream')
    pipeline(Readable.from(['ab', 'cd']), res, t.callback('pipeline'))
  }),
  'SO-26 pipeline that fails': does(async (req, res, t) => {
    const { pipeline, Readable } = await import('node:stream')
    const source = new Readable({ read() {} })
    pipeline(source, res, t.callback('pipeline'))
    source.destroy(new Error('source'))
  }, { events: false, setup: (server) => server.on('clientError', (error, socket) => socket.destroy()) }),
  'SO-26 finished of a response': does(async (req, res, t) => {
    const { finished } = await import('node:stream')
    finished(res, t.callback('finished'))
    res.end('x')
  }),
  'SO-26 finished of a response whose peer went away': {
    client: async (peer, t) => {
      await peer.write(GET)
      await t.wait('request')
      peer.destroy()
    },
    async handle(req, res, t) {
      const { finished } = await import('node:stream')
      finished(res, (error) => t.log('finished', error?.code))
      t.send('request')
    },
  },
  'SR-15 assignSocket and detachSocket of a response without a server': apart(async (t) => {
    const res = new t.http.ServerResponse(REQUEST)
    t.watch('res', res, ['prefinish', 'finish', 'close', 'error'])
    const socket = await sink()
    res.assignSocket(socket)
    t.log('assigned', res.socket === socket, socket._httpMessage === res, res.connection === socket)
    t.attempt('again', () => res.assignSocket(socket))
    res.setHeader('A', '1')
    res.end('body', t.callback('end cb'))
    t.log('ended')
    await new Promise((resolve) => res.once('finish', resolve))
    t.log('written', withoutDate(socket.text))
    res.detachSocket(socket)
    t.log('detached', res.socket, socket._httpMessage)
  }),
  'SR-15 written before a socket is assigned': apart(async (t) => {
    const res = new t.http.ServerResponse(REQUEST)
    t.watch('res', res, ['prefinish', 'finish', 'close', 'drain'])
    t.log('write', res.write('a'), res.write('bc'))
    res.end('d')
    t.log('ended', res.writableEnded, res.writableFinished)
    const socket = await sink()
    res.assignSocket(socket)
    await new Promise((resolve) => res.once('finish', resolve))
    t.log('written', withoutDate(socket.text))
  }),
  'SR-15 the socket of a response without a server closes': apart(async (t) => {
    const res = new t.http.ServerResponse(REQUEST)
    t.watch('res', res, ['finish', 'close', 'error'])
    const socket = await sink()
    res.assignSocket(socket)
    socket.destroy()
    await turn()
    t.log('destroyed', res.destroyed)
  }),
  'SR-15 back-pressure of a response without a server': {
    ours: { reason: "'drain' comes for every write that returned false", trace: ['write(false, true)', 'socket.drain(0)', 'res.drain', 'server.request("GET", "/")'] },
    ...apart(async (t) => {
      const res = new t.http.ServerResponse(REQUEST)
      t.watch('res', res, ['drain'])
      const socket = await sink()
      res.assignSocket(socket)
      res.setHeader('Content-Length', 100_000)
      t.log('write', res.write('x'.repeat(50_000)), res.writableNeedDrain)
      await new Promise((resolve) => socket.once('drain', resolve))
      t.log('socket.drain', res.writableLength)
      await turn()
    }),
  },
  'SO-01 subclasses by util.inherits and extends': apart(async (t) => {
    const { inherits } = await import('node:util')
    function Old(req) {
      t.http.ServerResponse.call(this, req)
    }
    inherits(Old, t.http.ServerResponse)
    class New extends t.http.ServerResponse {}
    for (const Kind of [Old, New]) {
      const res = new Kind(REQUEST)
      const socket = await sink()
      res.assignSocket(socket)
      const done = new Promise((resolve) => res.on('finish', resolve))
      res.end('x')
      await done
      t.log(Kind.name, res instanceof t.http.ServerResponse, withoutDate(socket.text))
    }
  }),
  'SO-21 writableLength counts buffered bytes': does((req, res, t) => {
    t.log('fresh', res.writableLength, res.writableHighWaterMark, res.writableObjectMode)
    res.cork()
    res.setHeader('Content-Length', 3)
    res.write('abc')
    t.log('has length', res.writableLength > 3)
    res.uncork()
    res.end()
  }, { events: false }),
}
