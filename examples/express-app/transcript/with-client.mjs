/** Steps with the client of layered-http, over a keep-alive Agent that holds one socket. */
import http from '@layered-http/compat-node-http'
import { once } from 'node:events'
import { expect, expectFile, sha256 } from './expect.mjs'

export function clientSteps(port) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })

  /** Sends a request in `pieces` and returns the response with its body. */
  async function call(options, pieces, signal) {
    const req = http.request({ host: '127.0.0.1', port, agent, signal, ...options })
    for (const piece of pieces) req.write(piece)
    req.end()
    const [res] = await once(req, 'response')
    const body = Buffer.concat(await res.toArray())
    return { status: res.statusCode, headers: res.headers, body, reusedSocket: req.reusedSocket }
  }

  return [
    {
      what: 'layered-http client with a keep-alive Agent: POST /sum {"numbers":[1,2,3]}, then [4,5,6]',
      async run(signal) {
        const post = { method: 'POST', path: '/sum', headers: { 'Content-Type': 'application/json' } }
        const first = await call(post, ['{"numbers":[1,2,3]}'], signal)
        const second = await call(post, ['{"numbers":[4,5,6]}'], signal)
        expect('status', [first.status, second.status], [200, 200])
        expect('body', [String(first.body), String(second.body)], ['{"sum":6}', '{"sum":15}'])
        expect('socket reused', [first.reusedSocket, second.reusedSocket], [false, true])
        return `200 ${first.body}, then 200 ${second.body} on the same socket`
      },
    },
    {
      what: 'the same Agent: PUT /upload, chunked, in three pieces',
      async run(signal) {
        const pieces = ['one, ', Buffer.alloc(100_000, 'two'), ', three']
        const all = Buffer.concat(pieces.map((piece) => Buffer.from(piece)))
        const { status, body, reusedSocket } = await call({ method: 'PUT', path: '/upload' }, pieces, signal)
        expect('status', status, 200)
        expect('body', JSON.parse(body), { bytes: all.length, sha256: sha256(all), coding: 'chunked' })
        expect('socket reused', reusedSocket, true)
        return `200, the app counted ${all.length} bytes with the sha256 of what was sent`
      },
    },
    {
      what: 'the same Agent: GET /file, which the app streams from disk',
      async run(signal) {
        const { status, body, reusedSocket } = await call({ path: '/file' }, [], signal)
        expect('status', status, 200)
        expect('socket reused', reusedSocket, true)
        return `200, ${await expectFile(body)}`
      },
    },
    {
      what: 'the same Agent: GET /greeting/Ada, then again with the ETag that came back',
      async run(signal) {
        const get = { path: '/greeting/Ada' }
        const first = await call(get, [], signal)
        const again = await call({ ...get, headers: { 'If-None-Match': first.headers.etag } }, [], signal)
        agent.destroy()
        expect('status', [first.status, again.status], [200, 304])
        expect('body', [String(first.body), String(again.body)], ['{"greeting":"Hello, Ada!"}', ''])
        return `200 ${first.body}, then 304 without a body`
      },
    },
  ]
}
