/** `stream.pipeline()` whose target fails in the middle of a request's body: the connection is left to the response. */
import { once } from 'node:events'
import { pipeline, Writable } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { listen } from '@layered-http/test-kit'
import http from '../src/index.js'

/** Bytes of a body, more than the kernel buffers on both sides. */
const BODY = Buffer.alloc(16 << 20)

let server: http.Server
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
afterEach(() => {
  agent.destroy()
  server.closeAllConnections()
  server.close()
})

/** Keeps the request waiting, and fails after that. */
function failingTarget(): Writable {
  return new Writable({ write: (_piece, _encoding, callback) => void setImmediate(callback, new Error('no space left')) })
}

test('a request whose target failed is answered, the rest of its body is thrown away, and the connection serves the next request', async () => {
  server = http.createServer((req, res) => {
    if (req.method === 'GET') return void res.end()
    pipeline(req, failingTarget(), () => res.writeHead(507).end())
  })
  const port = await listen(server)
  const upload = http.request({ port, agent, method: 'POST' })
  upload.end(BODY)
  const [response] = (await once(upload, 'response')) as [http.IncomingMessage]
  expect(response.statusCode).toBe(507)
  response.resume()
  await once(upload, 'close')
  expect(upload.writableFinished).toBe(true)

  const next = http.get({ port, agent })
  const [answer] = (await once(next, 'response')) as [http.IncomingMessage]
  expect(answer.statusCode).toBe(200)
  expect(next.reusedSocket).toBe(true)
})
