/**
 * Exchanges whose events must come in Node's order. Each has
 *   handle(req, res, signals)         the server's handler
 *   client(request, signals, trace)   the client's part; `request(name, options)` makes a watched request
 *   server(httpServer, trace)         further set-up of the server
 *   options, agent, ignoresResponse
 * `signals.wait(name)` and `signals.send(name)` let one side wait for the other; nothing waits for time to pass.
 */
const closed = (emitter) => new Promise((resolve) => emitter.once('close', resolve))
/** Resolves with the response when the first chunk of its body arrives. */
const responding = (req) => new Promise((resolve) => req.once('response', (res) => res.once('data', () => resolve(res))))
const turn = () => new Promise((resolve) => setImmediate(resolve))

export const scenarios = {
  'GET': { handle: (req, res) => res.end('hi'), client: (request) => void request().end() },

  'GET without a response listener': { ignoresResponse: true, handle: (req, res) => res.end('hi'), client: (request) => void request().end() },

  'two GETs over one kept-alive socket': {
    agent: { keepAlive: true },
    handle: (req, res) => res.end('hi'),
    async client(request, signals, trace) {
      const first = request('first')
      first.end()
      await closed(first)
      await turn()
      const second = request('second')
      second.on('socket', () => trace.push(`reused=${second.reusedSocket}`))
      second.end()
      await closed(second)
      await turn()
    },
  },

  'a request that waits for the socket of another': {
    agent: { keepAlive: true, maxSockets: 1 },
    handle: (req, res) => res.end('hi'),
    async client(request) {
      request('first').end()
      const second = request('second')
      second.end()
      await closed(second)
      await turn()
    },
  },

  'a waiting request of an agent without keepAlive': {
    agent: { maxSockets: 1 },
    handle: (req, res) => res.end('hi'),
    async client(request) {
      request('first').end()
      const second = request('second')
      second.end()
      await closed(second)
      await turn()
    },
  },

  'POST whose body comes in two pieces': {
    options: { method: 'POST' },
    handle(req, res, signals) {
      req.on('data', () => signals.send('data'))
      req.on('end', () => res.end('ok'))
    },
    async client(request, signals) {
      const req = request()
      const arrived = signals.wait('data')
      req.write('aa')
      await arrived
      req.end('bb')
    },
  },

  'Expect: 100-continue': {
    options: { method: 'POST', headers: { expect: '100-continue' } },
    handle(req, res) {
      req.resume()
      req.on('end', () => res.end('ok'))
    },
    client(request) {
      const req = request()
      req.on('continue', () => req.end('body'))
    },
  },

  'an unknown expectation': {
    options: { method: 'POST', headers: { expect: 'foo' } },
    client: (request) => void request().end('body'),
  },

  'an informational response before the final one': {
    handle(req, res) {
      res.writeProcessing()
      res.end('x')
    },
    client: (request) => void request().end(),
  },

  'the client destroys the request before the response': {
    handle: (req, res, signals) => signals.send('request'),
    async client(request, signals) {
      const req = request()
      const arrived = signals.wait('request')
      req.end()
      await arrived
      await turn()
      req.destroy()
    },
  },

  'the client destroys the request during the response': {
    handle: (req, res) => void res.write('x'),
    async client(request) {
      const req = request()
      req.end()
      await responding(req)
      await turn()
      req.destroy()
    },
  },

  'the client destroys the request with an error during the response': {
    handle: (req, res) => void res.write('x'),
    async client(request) {
      const req = request()
      req.end()
      await responding(req)
      await turn()
      req.destroy(new Error('boo'))
    },
  },

  'the client destroys the response': {
    handle: (req, res) => void res.write('x'),
    async client(request) {
      const req = request()
      req.end()
      const res = await responding(req)
      await turn()
      res.destroy()
    },
  },

  'the client destroys the request in the turn it was made': {
    handle: (req, res) => res.end(),
    client(request) {
      const req = request()
      req.end()
      req.destroy()
    },
  },

  'the client aborts the request in the turn it was made': {
    handle: (req, res) => res.end(),
    client(request) {
      const req = request()
      req.end()
      req.abort()
    },
  },

  'a signal that was aborted beforehand': {
    handle: (req, res) => res.end(),
    client: (request) => void request('request', { signal: AbortSignal.abort() }).end(),
  },

  'the client goes away during its upload': {
    options: { method: 'POST', headers: { 'content-length': 100 } },
    handle: (req, res, signals) => req.on('data', () => signals.send('data')),
    server(httpServer, trace) {
      httpServer.on('clientError', (error, socket) => {
        trace.push(`server.clientError(${error.code})`)
        socket.destroy(error)
      })
    },
    async client(request, signals) {
      const req = request()
      const arrived = signals.wait('data')
      req.write('aa')
      await arrived
      await turn()
      req.destroy()
    },
  },

  'the server destroys the socket before the response': {
    handle: (req) => setImmediate(() => req.socket.destroy()),
    client: (request) => void request().end(),
  },

  'the server destroys the socket during the response': {
    handle(req, res, signals) {
      res.write('x')
      signals.wait('data').then(() => req.socket.destroy())
    },
    async client(request, signals) {
      const req = request()
      req.end()
      await responding(req)
      await turn()
      signals.send('data')
    },
  },

  'a response that is not HTTP': {
    handle: (req) => void req.socket.end('HTTP/1.1 2x0 OK\r\n\r\n'),
    client: (request) => void request().end(),
  },

  'a response that ends with the connection': {
    handle: (req) => void req.socket.end('HTTP/1.1 200 OK\r\n\r\nuntil eof'),
    client: (request) => void request().end(),
  },

  'an upgrade': {
    options: { headers: { connection: 'upgrade', upgrade: 'x' } },
    server(httpServer, trace) {
      httpServer.on('upgrade', (req, socket, head) => {
        trace.push(`server.upgrade(${head.length})`)
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nhey')
        socket.on('data', (data) => {
          trace.push(`server got ${data}`)
          socket.end()
        })
      })
    },
    client(request, signals, trace) {
      const req = request()
      req.end()
      req.on('upgrade', (res, socket, head) => {
        trace.push(`client got ${head}`)
        socket.write('raw')
        socket.on('end', () => socket.end())
      })
    },
  },

  'an upgrade that the server does not know': {
    options: { headers: { connection: 'upgrade', upgrade: 'x' } },
    handle: (req, res) => res.end(`plain ${req.upgrade}`),
    client: (request) => void request().end(),
  },

  'CONNECT': {
    options: { method: 'CONNECT', path: 'a.example:80' },
    server(httpServer, trace) {
      httpServer.on('connect', (req, socket) => {
        trace.push(`server.connect(${req.url})`)
        socket.write('HTTP/1.1 200 OK\r\n\r\nhey')
        socket.on('end', () => socket.end())
      })
    },
    client(request, signals, trace) {
      const req = request()
      req.end()
      req.on('connect', (res, socket, head) => {
        trace.push(`client got ${head}`)
        socket.end()
      })
    },
  },

  'a port without a server': {
    client: (request) => void request('request', { port: 1 }).end(),
  },
}
