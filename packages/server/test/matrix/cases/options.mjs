/** The options of a server, and the values that are refused. */
export const kind = 'server'

const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const ODD = [-1, 1.5, NaN, Infinity, '1', true, null, {}, 2 ** 53]

/** A case that creates servers. The listening server only responds so that the case ends. */
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
  'SV-01 arguments of createServer': makes((t) => {
    for (const value of [null, undefined, {}, 'x', 1, true, []]) t.attempt(`options ${JSON.stringify(value)}`, () => void t.http.createServer(value))
    for (const value of [null, 'x', {}]) t.attempt(`listener ${JSON.stringify(value)}`, () => void t.http.createServer({}, value))
    t.attempt('without new', () => t.http.Server() instanceof t.http.Server)
    t.attempt('listener', () => t.http.createServer(() => {}).listenerCount('request'))
  }),
  'SV-03 defaults': makes((t, server) => {
    for (const name of ['timeout', 'headersTimeout', 'requestTimeout', 'keepAliveTimeout', 'keepAliveTimeoutBuffer', 'maxHeadersCount', 'maxRequestsPerSocket', 'connectionsCheckingInterval', 'requireHostHeader', 'insecureHTTPParser', 'joinDuplicateHeaders', 'rejectNonStandardBodyWrites', 'httpAllowHalfOpen', 'maxHeaderSize', 'listening']) t.log(name, server[name])
  }),
  'SV-03 headersTimeout': tries('headersTimeout', [0, 1, ...ODD]),
  'SV-04 requestTimeout': tries('requestTimeout', [0, 1, ...ODD]),
  'SV-03 headersTimeout with requestTimeout': makes((t) => {
    for (const [headersTimeout, requestTimeout] of [[10, 5], [5, 10], [10, 0], [0, 10], [undefined, 5], [70_000, undefined], [400_000, undefined]]) {
      t.attempt(`${headersTimeout} ${requestTimeout}`, () => {
        const server = t.http.createServer({ ...(headersTimeout === undefined ? {} : { headersTimeout }), ...(requestTimeout === undefined ? {} : { requestTimeout }) })
        return [server.headersTimeout, server.requestTimeout]
      })
    }
  }),
  'SV-05 keepAliveTimeout': tries('keepAliveTimeout', [0, 1, ...ODD]),
  'SV-06 keepAliveTimeoutBuffer': tries('keepAliveTimeoutBuffer', [0, 1, ...ODD]),
  'SV-02 connectionsCheckingInterval': tries('connectionsCheckingInterval', [0, 1, ...ODD]),
  'P-17 maxHeaderSize': tries('maxHeaderSize', [0, 1, ...ODD]),
  'P-25 insecureHTTPParser': tries('insecureHTTPParser', [true, false, null, 1, 'x']),
  'P-26 httpValidation': tries('httpValidation', ['strict', 'relaxed', 'insecure', undefined, 'x', null, 1, true]),
  'P-26 httpValidation with insecureHTTPParser': makes((t) => {
    for (const insecureHTTPParser of [true, false]) t.attempt(String(insecureHTTPParser), () => void t.http.createServer({ httpValidation: 'relaxed', insecureHTTPParser }))
  }),
  'H-06 joinDuplicateHeaders': tries('joinDuplicateHeaders', [true, false, null, 1, 'x']),
  'SV-15 rejectNonStandardBodyWrites': tries('rejectNonStandardBodyWrites', [true, false, null, 1, 'x']),
  'SI-17 optimizeEmptyRequests': tries('optimizeEmptyRequests', [true, false, null, 1, 'x']),
  'SV-16 shouldUpgradeCallback': tries('shouldUpgradeCallback', [() => true, undefined, null, 1, 'x']),
  'H-15 uniqueHeaders': makes((t) => {
    for (const value of [undefined, [], ['a']]) t.attempt(JSON.stringify(value) ?? 'undefined', () => void t.http.createServer({ uniqueHeaders: value }))
  }),
  'SV-07 setTimeout': makes((t, server) => {
    t.log('this', server.setTimeout(5) === server, server.timeout)
    server.setTimeout()
    t.log('default', server.timeout)
    server.setTimeout(0, () => {})
    t.log('listeners', server.listenerCount('timeout'))
    server.removeAllListeners('timeout')
  }),
}
