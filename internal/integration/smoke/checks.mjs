/** The checks of the smoke test: a title that says what must be true, and a function that checks it. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import nodeHttp from 'node:http'
import https from 'node:https'
import { createRequire } from 'node:module'
import net from 'node:net'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import tls from 'node:tls'
import { Agent } from '@layered-http/agent'
import * as compat from '@layered-http/compat-node-http'

const http = compat.default
const REGISTER = '@layered-http/compat-node-http/register'

export const checks = {
  'a GET gets a response with status, headers and body': () =>
    withServer(
      (req, res) => res.writeHead(201, 'Made', { 'x-path': req.url }).end(`${req.method} ${req.headers.host.split(':')[0]}`),
      async (port) => {
        const { response, body } = await exchange({ port, path: '/a?b=c' })
        assert.equal(response.statusCode, 201)
        assert.equal(response.statusMessage, 'Made')
        assert.equal(response.headers['x-path'], '/a?b=c')
        assert.equal(body, 'GET localhost')
      },
    ),

  'a keep-alive agent uses one connection for two requests': () =>
    withServer(
      (req, res) => res.end(String(req.socket.remotePort)),
      async (port) => {
        const agent = new http.Agent({ keepAlive: true })
        const first = await exchange({ port, agent })
        const second = await exchange({ port, agent })
        assert.equal(second.request.reusedSocket, true)
        assert.equal(second.body, first.body)
        agent.destroy()
      },
    ),

  "the agent alone serves Node's own http.request": () =>
    withServer(
      (req, res) => res.end(String(req.socket.remotePort)),
      (port) => assertReused(nodeHttp.request, new Agent({ keepAlive: true, maxSockets: 1 }), { port }),
    ),

  "the agent alone serves Node's own https.request, with TLS by createConnection": () =>
    withTlsServer(async (port) => {
      class SecureAgent extends Agent {
        createConnection(options) {
          return tls.connect(options)
        }
      }
      // `checkServerIdentity` is an option of the agent. As an option of a request it would keep that request from sharing its connection.
      const { checkServerIdentity, ...client } = PSK_CLIENT
      await assertReused(https.request, new SecureAgent({ protocol: 'https:', keepAlive: true, checkServerIdentity }), { port, ...client })
    }),

  "Node's own http.Agent serves our request()": () =>
    withServer(
      (req, res) => res.end(String(req.socket.remotePort)),
      (port) => assertReused(http.request, new nodeHttp.Agent({ keepAlive: true, maxSockets: 1 }), { port }),
    ),

  "Node's own https.Agent serves our request()": () =>
    withTlsServer((port) => assertReused(http.request, new https.Agent({ keepAlive: true }), { port, protocol: 'https:', ...PSK_CLIENT })),

  "one pool serves our requests and Node's own in turn": () =>
    withServer(
      (req, res) => res.end(String(req.socket.remotePort)),
      async (port) => {
        for (const agent of [new Agent({ keepAlive: true }), new nodeHttp.Agent({ keepAlive: true })]) {
          const bodies = new Set()
          for (const request of [http.request, nodeHttp.request, http.request, nodeHttp.request]) bodies.add((await settled(request, { port, agent })).body)
          assert.equal(bodies.size, 1)
          agent.destroy()
        }
      },
    ),

  'a body with Content-Length arrives complete, in both directions': () =>
    withServer(echo({ chunked: false }), async (port) => {
      const sent = 'x'.repeat(300_000)
      const { response, body } = await exchange({ port, method: 'POST', headers: { 'content-length': sent.length } }, [sent])
      assert.equal(response.headers['x-received'], `content-length ${sent.length}`)
      assert.equal(response.headers['content-length'], String(sent.length))
      assert.equal(body, sent)
    }),

  'a chunked body arrives complete, in both directions': () =>
    withServer(echo({ chunked: true }), async (port) => {
      const { response, body } = await exchange({ port, method: 'POST' }, ['one ', 'two ', 'three'])
      assert.equal(response.headers['x-received'], 'transfer-encoding chunked')
      assert.equal(response.headers['transfer-encoding'], 'chunked')
      assert.equal(body, 'one two three')
    }),

  'a malformed request gets 400': () =>
    withServer(
      () => assert.fail('the handler was called'),
      async (port) => {
        const socket = net.connect(port)
        socket.write('this is not HTTP\r\n\r\n')
        assert.match(await text(socket), /^HTTP\/1\.1 400 Bad Request\r\n/)
      },
    ),

  'require() and the default import return the same object, which may be changed': () => {
    const required = createRequire(import.meta.url)('@layered-http/compat-node-http')
    assert.equal(required, http)
    assert.equal(required.request, compat.request)
    const { get } = http
    http.get = () => 'mine'
    assert.equal(required.get(), 'mine')
    http.get = get
  },

  'with --import of register, import and require of http and node:http return compat': () => assertPreloaded('--import'),

  'with --require of register, import and require of http and node:http return compat': () => assertPreloaded('--require'),
}

/** Runs `act` with the port of a server that listens. */
async function withServer(listener, act) {
  const server = http.createServer(listener).listen(0)
  await once(server, 'listening')
  try {
    await act(server.address().port)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** TLS with a shared key needs no certificates. */
const PSK_KEY = Buffer.alloc(32, 1)
const PSK = { ciphers: 'PSK', maxVersion: 'TLSv1.2' }
const PSK_CLIENT = { ...PSK, pskCallback: () => ({ psk: PSK_KEY, identity: 'smoke' }), checkServerIdentity: () => undefined }

/** Runs `act` with the port of an https server that responds with the client's port. */
async function withTlsServer(act) {
  const server = https.createServer({ ...PSK, pskCallback: () => PSK_KEY }, (req, res) => res.end(String(req.socket.remotePort))).listen(0)
  await once(server, 'listening')
  try {
    await act(server.address().port)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** Sends a GET by `request` and resolves when it has closed. */
async function settled(request, options) {
  const req = request({ host: 'localhost', ...options })
  const closed = once(req, 'close')
  req.end()
  const [response] = await once(req, 'response')
  const body = await text(response)
  await closed
  return { req, body }
}

/** Asserts that two requests, one after the other, use one connection. */
async function assertReused(request, agent, options) {
  const first = await settled(request, { agent, ...options })
  const second = await settled(request, { agent, ...options })
  assert.deepEqual([first.req.reusedSocket, second.req.reusedSocket, second.body], [false, true, first.body])
  agent.destroy()
}

/** Sends a request with one write for each part of its body, and returns the response. */
async function exchange(options, parts = []) {
  const request = http.request(options)
  for (const part of parts) request.write(part)
  request.end()
  const [response] = await once(request, 'response')
  return { request, response, body: await text(response) }
}

/** A listener that sends back the body it receives, with the framing of that body in a header. */
function echo({ chunked }) {
  return async (req, res) => {
    const body = await text(req)
    const framing = ['content-length', 'transfer-encoding'].filter((name) => name in req.headers).map((name) => `${name} ${req.headers[name]}`)
    res.writeHead(200, { 'x-received': framing.join(), ...(chunked ? {} : { 'content-length': body.length }) })
    for (let at = 0; at < body.length; at += 65_536) res.write(body.slice(at, at + 65_536))
    res.end()
  }
}

/** Runs in a separate process, because a preload cannot be undone. */
async function assertPreloaded(flag) {
  for (const script of ['preloaded.mjs', 'preloaded.cjs']) {
    const { stdout } = await promisify(execFile)(process.execPath, [flag, REGISTER, script], { cwd: import.meta.dirname })
    assert.equal(stdout, 'http is compat, node:http is compat\n', script)
  }
}
