/** The agent: options, names, lists, timeouts, and the order of events of its sockets. */
import net from 'node:net'
import { EventEmitter } from 'node:events'

export const kind = 'client'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const CLOSE = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'
const hinted = (hint) => `HTTP/1.1 200 OK\r\nKeep-Alive: ${hint}\r\nContent-Length: 2\r\n\r\nok`

/** A deliberate difference: the trace without the empty lists that Node leaves. */
const noEmptyLists = (...trace) => ({ reason: 'Node leaves the name of an origin behind, with an empty list', trace })

/** Resolves when `req` has closed and its socket is back in the pool, or gone. */
async function finished(req) {
  req.on('response', (res) => res.resume())
  req.on('error', () => {})
  await new Promise((resolve) => req.once('close', resolve))
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
}

async function send(request, options, name) {
  const req = request(options, name)
  req.end()
  await finished(req)
  return req
}

/** Returns the lists of an agent: for each name the number of entries. */
function lists(t, agent = t.agent) {
  const numbers = (map) => Object.fromEntries(Object.entries(map).map(([name, list]) => [name.replace(String(t.port), 'PORT'), list.length]))
  return [numbers(agent.sockets), numbers(agent.freeSockets), numbers(agent.requests), agent.totalSocketCount]
}

const free = (agent) => Object.values(agent.freeSockets)[0]?.[0]

/** A case that logs the fields of agents with these options. */
const options = (...list) => ({
  events: false,
  client: (_request, t) => {
    for (const given of list) {
      t.attempt(JSON.stringify(given), () => {
        const { keepAlive, keepAliveMsecs, maxSockets, maxFreeSockets, maxTotalSockets, scheduling, agentKeepAliveTimeoutBuffer, defaultPort, protocol } = new t.http.Agent(given)
        return [keepAlive, keepAliveMsecs, maxSockets, maxFreeSockets, maxTotalSockets, scheduling, agentKeepAliveTimeoutBuffer, defaultPort, protocol].map(String).join()
      })
    }
  },
})

/** A case that logs the socket's timeout at `'socket'` and when it is idle. It sends requests with these timeouts, one after the other. */
const timeouts = (agent, reply, ...requests) => ({
  events: false,
  reply,
  agent: { keepAlive: true, ...agent },
  client: async (request, t) => {
    for (const timeout of requests) {
      const req = request(timeout === undefined ? {} : { timeout })
      let socket
      req.on('socket', (given) => {
        socket = given
        t.log('in use', socket.timeout ?? 0)
      })
      req.end()
      await finished(req)
      t.log('idle', socket.destroyed ? 'destroyed' : (socket.timeout ?? 0))
    }
  },
})

export const cases = {
  'AG-01, AG-02 keepAlive is stored as it is, keepAliveMsecs has a default': options({}, { keepAlive: true }, { keepAlive: 1 }, { keepAlive: null }, { keepAliveMsecs: 0 }, { keepAliveMsecs: 5 }),
  'AG-05, AG-07 maxSockets and maxFreeSockets: 0 is the default': options({ maxSockets: 0 }, { maxSockets: 3 }, { maxFreeSockets: 0 }, { maxFreeSockets: 4 }),
  'AG-06 maxTotalSockets is checked': options({ maxTotalSockets: 1 }, { maxTotalSockets: 0 }, { maxTotalSockets: -1 }, { maxTotalSockets: '1' }, { maxTotalSockets: null }, { maxTotalSockets: 1.5 }),
  'AG-08 scheduling is checked': options({ scheduling: 'fifo' }, { scheduling: 'lifo' }, { scheduling: 'filo' }, { scheduling: '' }, { scheduling: null }, { scheduling: 1 }),
  'AG-11 defaultPort and protocol': options({ defaultPort: 99 }, { protocol: 'x:' }),
  'AG-10 options are kept without a prototype; noDelay and path have values': {
    events: false,
    client: (_request, t) => {
      const given = { keepAlive: true, foo: 1, path: '/x', noDelay: false }
      const agent = new t.http.Agent(given)
      t.log('options', agent.options, Object.getPrototypeOf(agent.options), agent.options === given)
      t.log('other', new t.http.Agent().options)
    },
  },
  'AG-16 names': {
    events: false,
    client: (_request, t) => {
      const agent = new t.http.Agent()
      const list = [undefined, {}, { host: 'a' }, { host: 'a', port: 1 }, { host: 'a', port: 1, localAddress: 'x' }, { family: 4 }, { family: 6 }, { family: 0 }, { family: '6' }, { socketPath: '/x' }, { host: 'a', hostname: 'b' }, { host: 'a', port: 1, localAddress: 'l', family: 6, socketPath: '/s' }]
      for (const given of list) t.attempt(JSON.stringify(given) ?? 'undefined', () => agent.getName(given))
    },
  },
  'AG-17 the lists have no prototype, and the same fields are enumerable as in Node': {
    events: false,
    client: (_request, t) => {
      const agent = new t.http.Agent()
      t.log('prototypes', ...[agent.sockets, agent.freeSockets, agent.requests].map((map) => Object.getPrototypeOf(map)))
      t.log('keys', Object.keys(agent).filter((key) => !key.startsWith('_')).sort())
      t.log('methods', Object.keys(Object.getPrototypeOf(agent)).filter((name) => ['createConnection', 'getName', 'addRequest', 'createSocket', 'removeSocket', 'keepSocketAlive', 'reuseSocket', 'destroy'].includes(name)).sort())
      t.log('emitter', agent instanceof EventEmitter, agent.listenerCount('free'))
    },
  },
  'X-08 an agent without new': {
    events: false,
    client: (_request, t) => t.log('agent', t.http.Agent({ maxSockets: 2 }) instanceof t.http.Agent, t.http.Agent({ maxSockets: 2 }).maxSockets, t.http.Agent.length, t.http.Agent.name),
  },
  'AG-13 createConnection without arguments': { events: false, client: (_request, t) => t.attempt('createConnection', () => new t.http.Agent().createConnection()) },
  'AG-13 the options that createConnection gets': {
    events: false,
    reply: OK,
    agent: { keepAlive: true, foo: 1 },
    client: async (request, t) => {
      const { agent } = t
      const createConnection = agent.createConnection
      agent.createConnection = function (given, callback) {
        t.log('options', Object.keys(given).filter((key) => key !== 'agent' && key !== 'events').sort())
        t.log('values', given.path, given.encoding, given.servername, given._agentKey.replace(String(t.port), 'PORT'), given.keepAliveInitialDelay, typeof callback, arguments.length)
        return createConnection.call(this, given, callback)
      }
      await send(request, { headers: { Host: 'name.test:9' }, path: '/p' })
    },
  },
  'AG-13 servername: the Host header, without port and brackets; nothing for an address': {
    events: false,
    reply: CLOSE,
    agent: {},
    client: async (request, t) => {
      t.agent.createConnection = (given) => {
        t.log('servername', given.servername)
        return net.connect(t.port, '127.0.0.1')
      }
      for (const headers of [{}, { Host: 'a.b' }, { Host: 'a.b:80' }, { Host: '[::1]:80' }, { Host: '1.2.3.4' }]) await send(request, { headers })
      await send(request, { servername: 'own.test' })
      t.attempt('a list', () => request({ headers: { Host: ['a', 'b'] } }))
    },
  },
  'AG-13 createConnection calls back': {
    reply: OK,
    agent: {},
    client: async (request, t) => {
      t.agent.createConnection = (given, callback) => void setImmediate(() => callback(null, net.connect(given)))
      await send(request)
    },
  },
  'AG-13 createConnection fails by callback': {
    agent: { maxSockets: 1 },
    client: async (request, t) => {
      t.agent.createConnection = (_given, callback) => void setImmediate(() => callback(new Error('no line')))
      await send(request)
      t.log('lists', ...lists(t))
    },
    ours: noEmptyLists('req.error(Error: no line)', 'req.close', 'lists({}, {}, {}, 0)'),
  },
  'AG-13 createConnection calls back twice: the first call counts': {
    reply: OK,
    agent: {},
    client: async (request, t) => {
      t.agent.createConnection = (given, callback) => {
        callback(null, net.connect(given))
        callback(new Error('too late'))
      }
      await send(request)
    },
  },
  'AG-13 createConnection throws': {
    events: false,
    agent: {},
    client: (request, t) => {
      t.agent.createConnection = () => {
        throw new Error('no line')
      }
      t.attempt('request', () => request())
      t.log('lists', ...lists(t))
    },
    ours: noEmptyLists('request: throws Error: no line', 'lists({}, {}, {}, 0)'),
  },
  'AG-01 a socket is used again, and reusedSocket is true': {
    reply: OK,
    agent: { keepAlive: true },
    client: async (request, t) => {
      for (const name of ['first', 'second']) t.log('reused', (await send(request, {}, name)).reusedSocket)
      t.log('lists', ...lists(t))
    },
  },
  'AG-01 without keepAlive a socket closes after its request': { reply: OK, agent: {}, client: async (request, t) => (await send(request), t.log('lists', ...lists(t))) },
  'AG-22 a reply with Connection: close is not kept': { reply: CLOSE, agent: { keepAlive: true }, client: async (request, t) => (await send(request), t.log('lists', ...lists(t))) },
  'AG-22 a reply of HTTP/1.0 without Connection: keep-alive is not kept': {
    reply: 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok',
    agent: { keepAlive: true },
    client: async (request, t) => (await send(request), t.log('lists', ...lists(t))),
  },
  'AG-22 a reply whose body ends with the connection is not kept': {
    serve: async (peer) => (await peer.until('\r\n\r\n'), peer.end('HTTP/1.1 200 OK\r\n\r\nok')),
    agent: { keepAlive: true },
    client: async (request, t) => (await send(request), t.log('lists', ...lists(t))),
  },
  'AG-05 requests over maxSockets wait, in order, and get the same socket': {
    reply: OK,
    agent: { keepAlive: true, maxSockets: 1 },
    client: async (request, t) => {
      const requests = ['a', 'b', 'c'].map((name) => request({ path: `/${name}` }, name))
      for (const req of requests) req.end()
      t.log('lists', ...lists(t))
      await Promise.all(requests.map(finished))
      t.log('reused', requests.map((req) => req.reusedSocket))
      t.log('lists', ...lists(t))
    },
  },
  'AG-22 without keepAlive a waiting request still gets the socket': {
    reply: OK,
    agent: { maxSockets: 1 },
    client: async (request, t) => {
      const requests = ['a', 'b'].map((name) => request({}, name))
      for (const req of requests) req.end()
      await Promise.all(requests.map(finished))
      t.log('lists', ...lists(t))
    },
  },
  'AG-05 a waiting request gets a new socket when the one in use is lost': {
    serve: async (peer) => {
      await peer.until('\r\n\r\n')
      if (peer.received.startsWith('GET /lost')) peer.destroy()
      else await peer.write(OK)
    },
    agent: { keepAlive: true, maxSockets: 1 },
    client: async (request, t) => {
      const requests = ['lost', 'next'].map((name) => request({ path: `/${name}` }, name))
      for (const req of requests) req.end()
      await Promise.all(requests.map(finished))
      t.log('lists', ...lists(t))
    },
  },
  'AG-06 maxTotalSockets holds across origins': {
    events: false,
    reply: OK,
    agent: { maxTotalSockets: 1 },
    client: async (request, t) => {
      const requests = [request(), request({ family: 4 })]
      for (const req of requests) req.end()
      t.log('lists', ...lists(t))
      await Promise.all(requests.map(finished))
      t.log('lists', ...lists(t))
    },
    ours: noEmptyLists('lists({"127.0.0.1:PORT:":1}, {}, {"127.0.0.1:PORT::4":1}, 1)', 'lists({}, {}, {}, 0)'),
  },
  'AG-07 idle sockets over maxFreeSockets are destroyed': {
    events: false,
    reply: OK,
    agent: { keepAlive: true, maxFreeSockets: 1 },
    client: async (request, t) => {
      const requests = [request(), request(), request()]
      for (const req of requests) req.end()
      await Promise.all(requests.map(finished))
      t.log('free', lists(t)[1])
    },
  },
  'AG-04, AG-09 idle timeout: the agent\'s own': timeouts({ timeout: 3_000 }, OK, undefined, undefined),
  'AG-04 idle timeout: the hint without one of the agent sets no timer': timeouts({}, hinted('timeout=3'), undefined),
  'AG-04 idle timeout: the smaller of the two, the hint less a second': timeouts({ timeout: 5_000 }, hinted('timeout=3'), undefined),
  'AG-04 idle timeout: the agent\'s if it is smaller': timeouts({ timeout: 500 }, hinted('timeout=3'), undefined),
  'AG-04 a hint not above the buffer': timeouts({ timeout: 5_000 }, hinted('timeout=1'), undefined),
  'AG-04 a hint not above the buffer, without a timeout of the agent': timeouts({}, hinted('timeout=1'), undefined),
  'AG-03 another buffer': timeouts({ timeout: 5_000, agentKeepAliveTimeoutBuffer: 0 }, hinted('timeout=1'), undefined),
  'AG-03 a buffer that is negative or not a number': options({ agentKeepAliveTimeoutBuffer: -1 }, { agentKeepAliveTimeoutBuffer: '5' }, { agentKeepAliveTimeoutBuffer: 0 }, { agentKeepAliveTimeoutBuffer: 7 }),
  'AG-04 a hint with another parameter after it': timeouts({ timeout: 5_000 }, hinted('timeout=2, max=5'), undefined),
  'AG-04 a hint after another parameter does not count': timeouts({ timeout: 5_000 }, hinted('max=5, timeout=2'), undefined),
  'AG-04 a hint in capitals does not count': timeouts({ timeout: 5_000 }, hinted('Timeout=2'), undefined),
  'AG-04 a hint of 0': timeouts({ timeout: 5_000 }, hinted('timeout=0'), undefined),
  'AG-09, CL-17 a request\'s timeout applies to that request': timeouts({ timeout: 3_000 }, OK, undefined, 500, undefined, 0),
  'CL-17 a request\'s timeout without one of the agent': timeouts({}, OK, 500, undefined, 700),
  'AG-18 destroy() destroys sockets in use and idle ones': {
    reply: OK,
    agent: { keepAlive: true },
    client: async (request, t) => {
      await send(request, {}, 'first')
      t.agent.destroy()
      t.log('destroyed', free(t.agent)?.destroyed)
      await t.settled()
      t.log('lists', ...lists(t))
    },
  },
  'AG-18 an idle socket that fails leaves the pool': {
    reply: OK,
    agent: { keepAlive: true },
    client: async (request, t) => {
      await send(request)
      const socket = free(t.agent)
      socket.emit('error', new Error('idle'))
      t.log('destroyed', socket.destroyed)
      await new Promise((resolve) => socket.once('close', resolve))
      t.log('lists', ...lists(t))
    },
    ours: {
      reason: "the agent listens to a socket from the start, and so before others do",
      trace: [
        'req.socket',
        'req.prefinish',
        'socket.connect',
        'req.finish',
        'req.response(200, "OK")',
        'res.data(<ok>)',
        'res.end',
        'req.close',
        'socket.free',
        'res.close',
        'socket.agentRemove',
        'socket.error(Error: idle)',
        'destroyed(true)',
        'socket.close(false)',
        'lists({}, {}, {}, 0)',
      ],
    },
  },
  'AG-18 an idle socket that the server closes leaves the pool': {
    serve: async (peer, t) => {
      await peer.until('\r\n\r\n')
      await peer.write(OK)
      await t.wait('idle')
      peer.end()
    },
    agent: { keepAlive: true },
    client: async (request, t) => {
      await send(request)
      const socket = free(t.agent)
      t.send('idle')
      await new Promise((resolve) => socket.once('close', resolve))
      t.log('lists', ...lists(t))
    },
  },
  "AG-19 'free' comes with the socket and its options": {
    events: false,
    reply: OK,
    agent: { keepAlive: true },
    client: async (request, t) => {
      t.agent.on('free', (socket, given) => t.log('free', socket instanceof net.Socket, given.host, given.path, typeof given._agentKey))
      await send(request, { path: '/x' })
    },
  },
  'AG-20 agentRemove removes a socket in use from the pool': {
    events: false,
    reply: OK,
    agent: { keepAlive: true },
    client: async (request, t) => {
      const req = request()
      req.on('socket', (socket) => {
        socket.emit('agentRemove')
        t.log('listeners', socket.listenerCount('free'), socket.listenerCount('agentRemove'))
        t.log('lists', ...lists(t))
        req.on('close', () => socket.destroy())
      })
      req.end()
      await finished(req)
      t.log('lists', ...lists(t))
    },
  },
  'AG-20 an upgraded socket leaves the pool': {
    serve: async (peer) => (await peer.until('\r\n\r\n'), peer.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')),
    agent: { keepAlive: true },
    client: async (request, t) => {
      const req = request({ headers: { connection: 'upgrade', upgrade: 'x' } })
      const upgraded = new Promise((resolve) => req.on('upgrade', (_res, socket) => resolve(socket)))
      req.end()
      const socket = await upgraded
      t.log('lists', ...lists(t))
      socket.destroy()
    },
  },
  'AG-14 keepSocketAlive may refuse': {
    reply: OK,
    agent: { keepAlive: true },
    client: async (request, t) => {
      t.agent.keepSocketAlive = (socket) => {
        t.log('keepSocketAlive', socket._httpMessage?.method)
        return false
      }
      await send(request)
      t.log('lists', ...lists(t))
    },
  },
  'AG-15 reuseSocket is called for idle sockets, not for those that pass to a waiting request': {
    events: false,
    reply: OK,
    agent: { keepAlive: true, maxSockets: 1 },
    client: async (request, t) => {
      const { reuseSocket } = t.agent
      t.agent.reuseSocket = function (socket, req) {
        t.log('reuseSocket', req.path, req.reusedSocket)
        reuseSocket.call(this, socket, req)
      }
      const requests = ['/a', '/b'].map((path) => request({ path }))
      for (const req of requests) req.end()
      await Promise.all(requests.map(finished))
      await send(request, { path: '/c' })
    },
  },
  'AG-17 a socket that is destroyed while idle is not used': {
    events: false,
    reply: OK,
    agent: { keepAlive: true },
    client: async (request, t) => {
      await send(request)
      free(t.agent).destroy()
      const req = await send(request)
      t.log('reused', req.reusedSocket)
    },
  },
  'AG-08 lifo takes the socket that became idle last, fifo the first': {
    events: false,
    reply: OK,
    client: async (request, t) => {
      for (const scheduling of ['lifo', 'fifo']) {
        const agent = new t.http.Agent({ keepAlive: true, scheduling })
        const pair = [request({ agent }), request({ agent })]
        for (const req of pair) req.end()
        await Promise.all(pair.map(finished))
        const idle = [...Object.values(agent.freeSockets)[0]]
        const req = request({ agent })
        req.on('socket', (socket) => t.log(scheduling, idle.indexOf(socket)))
        req.end()
        await finished(req)
        agent.destroy()
      }
    },
  },
  'CL-35 a waiting request that is destroyed': {
    reply: OK,
    agent: { keepAlive: true, maxSockets: 1 },
    events: false,
    client: async (request, t) => {
      const [first, dropped, last] = ['/1', '/2', '/3'].map((path) => request({ path }))
      first.end()
      dropped.on('error', (error) => t.log('dropped', error))
      dropped.destroy()
      last.end()
      await Promise.all([finished(first), finished(last)])
      t.log('lists', ...lists(t))
    },
  },
  'AG-12 a proxy that is not a URL': {
    events: false,
    client: (_request, t) => {
      for (const url of ['http://', 'http://a b', 'https://:1']) t.attempt(url, () => new t.http.Agent({ proxyEnv: { HTTP_PROXY: url } }))
      for (const url of ['']) t.attempt(url, () => typeof new t.http.Agent({ proxyEnv: { HTTP_PROXY: url } }))
    },
  },
}

/** A case with a proxied request: it logs path, headers and the bytes that the proxy received. */
const proxied = (given, { credentials = '', env = {}, agent = {} } = {}) => ({
  events: false,
  reply: CLOSE,
  client: async (request, t) => {
    const proxyEnv = { HTTP_PROXY: `http://${credentials}127.0.0.1:${t.port}`, ...env }
    try {
      const req = request({ host: 'example.test', port: 80, agent: new t.http.Agent({ proxyEnv, ...agent }), ...given })
      t.log('path', req.path)
      req.end()
      await finished(req)
    } catch (error) {
      t.log('throws', error.code, error.message.split(' Received ')[0])
    }
  },
})

Object.assign(cases, {
  'M-13 a proxied request': proxied({ path: '/a?b' }),
  'M-13 with credentials': proxied({}, { credentials: 'us%20er:p%3Ass@' }),
  'M-13 with a user alone': proxied({}, { credentials: 'user@' }),
  'M-13 kept alive': proxied({ port: 8080 }, { agent: { keepAlive: true } }),
  'M-13 a Host of the same origin': proxied({ headers: { Host: 'Example.test:80' } }),
  'M-13 a Host of another origin': proxied({ headers: { Host: 'other.test' } }),
  'M-13 an empty Host': proxied({ headers: { Host: '' } }),
  'M-13 headers as a list': proxied({ headers: ['Host', 'example.test', 'X-A', '1'] }),
  'M-13 a list with another Host': proxied({ headers: ['Host', 'other.test'] }),
  'M-13 an IPv6 address': proxied({ host: '::1', port: 8 }),
  'M-13 Expect': proxied({ headers: { Expect: '100-continue' } }),
  'M-13 an absolute path': proxied({ path: 'http://example.test:80/x' }),
  'M-13 an absolute path of another host': proxied({ path: 'http://other.test/' }),
  'M-13 an absolute path of another scheme': proxied({ path: 'https://example.test/' }),
  'M-13 an absolute path with user information': proxied({ path: 'http://u:p@example.test/' }),
  'M-13 a path without a slash': proxied({ path: 'abc' }),
  'M-13 a path with two slashes': proxied({ path: '//other.test/x' }),
  'M-13 a path with dots, a fragment and characters of Latin-1': proxied({ path: '/a/../b?\xe9#x' }),
  'M-13 OPTIONS *': proxied({ method: 'OPTIONS', path: '*' }),
  'M-13 GET *': proxied({ path: '*' }),
  'M-13 an invalid host': proxied({ host: 'exa mple.test' }),
  'M-13 a name outside of ASCII': proxied({ host: 'm\xfcnchen.test' }),
  'M-13 own headers for the proxy': proxied({ headers: { 'Proxy-Connection': 'x', 'Proxy-Authorization': 'y' } }, { credentials: 'u:p@' }),
  'M-13 POST': proxied({ method: 'POST' }),
})
