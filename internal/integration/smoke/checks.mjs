/** What the smoke test checks: a title, which is a claim, and how to see that it is true. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import net from 'node:net'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import * as compat from '@layered-http/compat-node-http'

const http = compat.default
const REGISTER = '@layered-http/compat-node-http/register'

export const checks = {
  'a GET is answered with status, headers and body': () =>
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

  'a body with Content-Length arrives whole, both ways': () =>
    withServer(echo({ chunked: false }), async (port) => {
      const sent = 'x'.repeat(300_000)
      const { response, body } = await exchange({ port, method: 'POST', headers: { 'content-length': sent.length } }, [sent])
      assert.equal(response.headers['x-received'], `content-length ${sent.length}`)
      assert.equal(response.headers['content-length'], String(sent.length))
      assert.equal(body, sent)
    }),

  'a chunked body arrives whole, both ways': () =>
    withServer(echo({ chunked: true }), async (port) => {
      const { response, body } = await exchange({ port, method: 'POST' }, ['one ', 'two ', 'three'])
      assert.equal(response.headers['x-received'], 'transfer-encoding chunked')
      assert.equal(response.headers['transfer-encoding'], 'chunked')
      assert.equal(body, 'one two three')
    }),

  'a malformed request is answered with 400': () =>
    withServer(
      () => assert.fail('the handler was called'),
      async (port) => {
        const socket = net.connect(port)
        socket.write('this is not HTTP\r\n\r\n')
        assert.match(await text(socket), /^HTTP\/1\.1 400 Bad Request\r\n/)
      },
    ),

  'require() and the default import are the same object, and may be changed': () => {
    const required = createRequire(import.meta.url)('@layered-http/compat-node-http')
    assert.equal(required, http)
    assert.equal(required.request, compat.request)
    const { get } = http
    http.get = () => 'mine'
    assert.equal(required.get(), 'mine')
    http.get = get
  },

  '--import of register leads http and node:http to compat, by import and by require': () => assertPreloaded('--import'),

  '--require of register leads http and node:http to compat, by import and by require': () => assertPreloaded('--require'),
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

/** Sends a request with the parts of its body, one write each, and reads the response. */
async function exchange(options, parts = []) {
  const request = http.request(options)
  for (const part of parts) request.write(part)
  request.end()
  const [response] = await once(request, 'response')
  return { request, response, body: await text(response) }
}

/** A listener that answers with what it receives, and says how that was framed. */
function echo({ chunked }) {
  return async (req, res) => {
    const body = await text(req)
    const framing = ['content-length', 'transfer-encoding'].filter((name) => name in req.headers).map((name) => `${name} ${req.headers[name]}`)
    res.writeHead(200, { 'x-received': framing.join(), ...(chunked ? {} : { 'content-length': body.length }) })
    for (let at = 0; at < body.length; at += 65_536) res.write(body.slice(at, at + 65_536))
    res.end()
  }
}

/** In a process of its own: a preload is for good. */
async function assertPreloaded(flag) {
  for (const script of ['preloaded.mjs', 'preloaded.cjs']) {
    const { stdout } = await promisify(execFile)(process.execPath, [flag, REGISTER, script], { cwd: import.meta.dirname })
    assert.equal(stdout, 'http is compat, node:http is compat\n', script)
  }
}
