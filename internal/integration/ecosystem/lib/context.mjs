/** What a scenario gets: checks, servers and a client of one protocol. The same for both columns; the libraries are imported by the scenarios. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { inspect } from 'node:util'

/** Certificate and key of localhost. The runner has written them, and Node trusts their CA by NODE_EXTRA_CA_CERTS. */
const { ECOSYSTEM_CERTIFICATES } = process.env
export const identity = ECOSYSTEM_CERTIFICATES === undefined ? undefined : JSON.parse(readFileSync(ECOSYSTEM_CERTIFICATES, 'utf8'))

/**
 * Makes the context of a run.
 *
 * @param report - is called with `{ protocol, title, error }` for each check, and with `{ protocol, tell, value }` for what the columns must have in common
 */
export function makeContext(protocol, report) {
  const secure = protocol === 'https'
  const own = secure ? https : http
  const cleanups = []

  /** Compares by deep equality. The scenario continues after a failure. */
  function check(title, actual, expected) {
    try {
      assert.deepStrictEqual(actual, expected)
      report({ protocol, title })
    } catch {
      report({ protocol, title, error: `got ${brief(actual)}, expected ${brief(expected)}` })
    }
  }

  /** Records a value that must be equal in both columns on Node 26. */
  function tell(title, value) {
    report({ protocol, tell: title, value })
  }

  /** Registers what to do after the scenario; the last one is called first. */
  function cleanup(act) {
    cleanups.push(act)
  }

  async function close() {
    for (const act of cleanups.reverse()) await act()
  }

  /** Returns a server of the protocol, as `createServer` of its module makes it. */
  function createServer(...args) {
    return secure ? own.createServer({ ...identity, ...(typeof args[0] === 'object' ? args.shift() : {}) }, ...args) : own.createServer(...args)
  }

  /** Listens, and returns the URL of the server. It is closed after the scenario. */
  async function listen(server) {
    if (!server.listening) {
      if (server.listen.length === 0 || server instanceof net.Server) server.listen(0)
      await once(server, 'listening')
    }
    cleanup(() => closeServer(server))
    return urlOf(server)
  }

  const urlOf = (server) => `${protocol}://localhost:${server.address().port}`

  /** Sends a request by the module of the protocol, and returns `{ status, headers, rawHeaders, trailers, body, text, localPort }`. */
  async function ask(url, { body, ...options } = {}) {
    const request = own.request(url, options)
    request.end(body)
    const [response] = await once(request, 'response')
    const localPort = response.socket.localPort
    const bytes = Buffer.concat(await response.toArray())
    return { status: response.statusCode, headers: response.headers, rawHeaders: response.rawHeaders, trailers: response.trailers, body: bytes, text: String(bytes), localPort }
  }

  /** Returns a connection to the server, without HTTP. */
  async function connect(base) {
    const { port } = new URL(base)
    const socket = secure ? tls.connect({ port, host: 'localhost', servername: 'localhost' }) : net.connect({ port, host: 'localhost' })
    await once(socket, secure ? 'secureConnect' : 'connect')
    cleanup(() => socket.destroy())
    return socket
  }

  /** Sends bytes, and returns everything that the server sends until it closes. */
  async function raw(base, bytes) {
    const socket = await connect(base)
    socket.write(bytes)
    return String(Buffer.concat(await socket.toArray()))
  }

  /** Returns an agent that keeps connections; it is destroyed after the scenario. */
  function makeAgent(options) {
    const agent = new own.Agent({ keepAlive: true, ...options })
    cleanup(() => agent.destroy())
    return agent
  }

  return { protocol, secure, module: own, identity: secure ? identity : {}, check, tell, cleanup, close, createServer, listen, urlOf, ask, connect, raw, makeAgent }
}

/** Closes a server with its connections. */
export function closeServer(server) {
  if (!server.listening) return undefined
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections?.()
  })
}

/** Returns a promise with its functions. */
export function deferred() {
  let resolve, reject
  const promise = new Promise((...functions) => ([resolve, reject] = functions))
  return { promise, resolve, reject }
}

const brief = (value) => inspect(value, { depth: 4, breakLength: Infinity, maxStringLength: 200 }).slice(0, 400)
