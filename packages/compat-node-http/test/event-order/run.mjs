/**
 * Runs one exchange between a server and a client of the same `http` module and records every event of both sides.
 * Plain JavaScript, so that the same file also records Node 26 (record.mjs).
 */
import { once } from 'node:events'

const SERVER_SOCKET = ['end', 'prefinish', 'finish', 'timeout', 'error', 'close']
const SERVER_REQUEST = ['end', 'aborted', 'error', 'close']
const SERVER_RESPONSE = ['prefinish', 'finish', 'error', 'close']
const CLIENT_SOCKET = ['connect', 'ready', 'end', 'prefinish', 'finish', 'timeout', 'free', 'agentRemove', 'error', 'close']
const CLIENT_REQUEST = ['socket', 'prefinish', 'finish', 'continue', 'information', 'response', 'upgrade', 'connect', 'timeout', 'abort', 'error', 'close']
const CLIENT_RESPONSE = ['data', 'end', 'aborted', 'error', 'close']

function describe(event, value) {
  if (value instanceof Error) return `(${value.code ?? value.name} ${value.message})`
  if (event === 'close' && typeof value === 'boolean') return `(${value})`
  if (event === 'data') return `(${value.length})`
  return ''
}

function watch(entries, name, emitter, events) {
  for (const event of events) emitter.on(event, (value) => entries.push(`${name}.${event}${describe(event, value)}`))
}

/** Resolves when `emitter` has closed. */
const closed = (emitter) => new Promise((resolve) => emitter.on('close', resolve))

/** TCP on the loopback interface. Another network has the same members. */
const TCP = {
  /** Makes the server listen. Resolves with the options of requests to it. */
  async listen(server) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { port: server.address().port, host: '127.0.0.1' }
  },
  /** Returns the agent of the requests, false for one of each request's own. */
  agent: (http, options) => (options === undefined ? false : new http.Agent(options)),
  close: (server) => server.close(),
}

/**
 * @param http - the module
 * @param scenario - see scenarios.mjs
 * @param network - what is between the two
 * @returns both sides' events, each in order
 */
export async function run(http, scenario, network = TCP) {
  const server = []
  const client = []
  const endings = []
  const httpServer = http.createServer((req, res) => {
    server.push('server.request')
    watch(server, 'request', req, SERVER_REQUEST)
    watch(server, 'response', res, SERVER_RESPONSE)
    scenario.handle?.(req, res, signals)
  })
  httpServer.on('connection', (socket) => {
    server.push('server.connection')
    watch(server, 'socket', socket, SERVER_SOCKET)
    endings.push(closed(socket))
  })
  scenario.server?.(httpServer, server)
  const place = await network.listen(httpServer)

  const agent = network.agent(http, scenario.agent)
  const sockets = new Set()
  /** Lets one side wait for the other. */
  const signals = new Map()
  signals.wait = (name) => new Promise((resolve) => signals.set(name, resolve))
  signals.send = (name) => signals.get(name)?.()

  const request = (name = 'request', options = {}) => {
    const req = http.request({ ...place, agent: agent === false ? false : (agent ?? network.agent(http, {})), ...scenario.options, ...options })
    watch(client, name, req, CLIENT_REQUEST)
    endings.push(closed(req))
    req.on('socket', (socket) => {
      if (sockets.has(socket)) return
      sockets.add(socket)
      watch(client, 'socket', socket, CLIENT_SOCKET)
      endings.push(closed(socket))
    })
    if (!scenario.ignoresResponse) req.on('response', (res) => watch(client, name === 'request' ? 'response' : `${name}Response`, res, CLIENT_RESPONSE))
    return req
  }

  await scenario.client(request, signals, client)
  if (agent) agent.destroy()
  let known = 0
  while (known < endings.length) {
    known = endings.length
    await Promise.all(endings)
  }
  // The trace also has the events of the next turns.
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
  network.close(httpServer)
  httpServer.closeAllConnections()
  return { server: server.join(' > '), client: client.join(' > ') }
}
