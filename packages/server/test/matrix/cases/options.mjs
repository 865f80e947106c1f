/** The options of a server, and what is refused. */
export const kind = 'server'

const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

/** A case that makes servers; the one that listens only answers so that the case ends. */
const makes = (act) => ({ send: LAST, events: false, setup: (server, t) => act(t, server), handle: (req, res) => res.end() })
const tries = (name, values) =>
  makes((t) => {
    for (const value of values) t.attempt(`${name}: ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`, () => void t.http.createServer({ [name]: value }))
  })

export const cases = {
  'SV-11 requireHostHeader': tries('requireHostHeader', [true, false, null, 1, 'x']),
  'SV-12 highWaterMark': tries('highWaterMark', [0, 1, -1, undefined]),
  'SV-13 noDelay, keepAlive, keepAliveInitialDelay': makes((t) => {
    for (const value of [true, false, undefined]) t.attempt(String(value), () => void t.http.createServer({ noDelay: value, keepAlive: value }))
    for (const value of [0, 1, undefined]) t.attempt(String(value), () => void t.http.createServer({ keepAliveInitialDelay: value }))
  }),
  'SV-14 classes of the user': {
    send: LAST,
    events: false,
    async client(peer, t) {
      class Request extends t.http.IncomingMessage {
        get shout() {
          return this.url.toUpperCase()
        }
      }
      class Response extends t.http.ServerResponse {
        say(text) {
          this.setHeader('X-Mine', '1').end(text)
        }
      }
      const server = t.http.createServer({ IncomingMessage: Request, ServerResponse: Response }, (req, res) => {
        t.log('classes', req.constructor.name, res.constructor.name)
        res.say(req.shout)
      })
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { Duplex } = await import('node:stream')
      const duplex = new Duplex({ read() {}, write(chunk, encoding, callback) {
        t.log('written', String(chunk).replace(/Date: .*?\r/, 'Date: …\r'))
        callback()
      } })
      server.emit('connection', duplex)
      duplex.push('GET /loud HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
      await new Promise((resolve) => duplex.once('finish', resolve))
      server.close()
      await peer.write(LAST)
      await peer.ended
    },
    handle: (req, res) => res.end(),
  },
}
