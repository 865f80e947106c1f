/**
 * Runs one exchange between node:https's server, or a raw one, and the client of an `https` module, and records every event of the client.
 * Plain JavaScript, so that the same file also records Node 26 (record.mjs).
 */
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'

/** Without 'lookup', 'session' and 'keylog', whose number and time depend on the system and the TLS library. */
const SOCKET = ['connect', 'ready', 'secure', 'secureConnect', 'end', 'prefinish', 'finish', 'timeout', 'free', 'agentRemove', 'error', 'close']
const REQUEST = ['socket', 'prefinish', 'finish', 'continue', 'information', 'response', 'upgrade', 'connect', 'timeout', 'abort', 'drain', 'error', 'close']
const RESPONSE = ['data', 'end', 'aborted', 'error', 'close']

/** Messages of OpenSSL differ between releases, and newer Nodes add advice. */
const messageOf = ({ message }) => (message.includes('SSL routines') ? 'OpenSSL' : message.replace(/:\d{4,5}\b/g, ':PORT').replace(/; if the root CA is installed locally.*/, ''))

function describe(event, value) {
  if (value instanceof Error) return `(${value.code ?? value.name} ${messageOf(value)})`
  if (event === 'close' && typeof value === 'boolean') return `(${value})`
  if (event === 'data') return `(${value.length})`
  return ''
}

function watch(trace, name, emitter, events) {
  for (const event of events) emitter.on(event, (value) => trace.push(`${name}.${event}${describe(event, value)}`))
}

const closed = (emitter) => new Promise((resolve) => emitter.on('close', resolve))

/**
 * @param module - `https`, or ours
 * @param scenario - see scenarios.mjs
 * @param certificates - of the test kit
 * @returns the client's events in order
 */
export async function run(module, scenario, certificates) {
  const trace = []
  const endings = []
  /** Lets one side wait for the other. */
  const signals = new Map()
  signals.wait = (name) => new Promise((resolve) => signals.set(name, resolve))
  signals.send = (name) => signals.get(name)?.()
  const { CA, SERVER } = certificates
  const serverSockets = new Set()
  const isAnswered = scenario.raw === undefined
  const server = isAnswered ? https.createServer({ ...SERVER, ...scenario.server?.(certificates) }, (req, res) => scenario.handle?.(req, res, signals)) : net.createServer()
  server.on('connection', (socket) => {
    serverSockets.add(socket)
    socket.on('error', () => {})
    scenario.raw?.(socket, signals)
  })
  if (isAnswered) server.on('secureConnection', (socket) => socket.on('error', () => {})).on('tlsClientError', () => {})
  scenario.set?.(server, signals)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  if (scenario.isRefused) server.close()
  const proxy = scenario.proxy && (await openProxy(port, scenario.proxy, serverSockets))

  const agentOptions = scenario.agent && { ...scenario.agent, ...(proxy && { proxyEnv: { https_proxy: `http://user:pass@127.0.0.1:${proxy.address().port}` } }) }
  const agent = agentOptions === undefined ? false : new module.Agent(agentOptions)
  const sockets = new Set()

  const request = (name = 'request', options = {}) => {
    const req = module.request({ port, host: 'localhost', family: 4, ca: CA, agent, ...scenario.options, ...scenario.identity?.(certificates), ...options })
    watch(trace, name, req, REQUEST)
    endings.push(closed(req))
    req.on('socket', (socket) => {
      if (sockets.has(socket)) return
      sockets.add(socket)
      watch(trace, 'socket', socket, SOCKET)
      endings.push(closed(socket))
    })
    req.on('response', (res) => watch(trace, name === 'request' ? 'response' : `${name}Response`, res, RESPONSE))
    return req
  }

  await scenario.client(request, signals, trace)
  if (agent) agent.destroy()
  let known = 0
  while (known < endings.length) {
    known = endings.length
    await Promise.all(endings)
  }
  // The trace also has the events of the next two turns.
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
  for (const socket of serverSockets) socket.destroy()
  server.close()
  proxy?.close()
  return trace.join(' > ')
}

/** Starts a proxy that responds to CONNECT with `reply`. If the reply is a success, it opens the tunnel. */
async function openProxy(port, reply, sockets) {
  const proxy = http.createServer().on('connect', (req, socket, head) => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (reply === 'reset') {
      socket.destroy()
      return
    }
    if (!reply.startsWith('HTTP/1.1 200')) {
      socket.end(reply)
      return
    }
    const onward = net.connect(port, '127.0.0.1', () => {
      socket.write(reply)
      onward.write(head)
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    socket.on('close', () => onward.destroy())
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return proxy
}
