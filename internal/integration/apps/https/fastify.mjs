/** Fastify with its option `https`, with undici's fetch as the client. */
import Fastify from 'fastify'
import { Agent, fetch } from 'undici'
import { ca, identity, stable } from './serving.mjs'

export async function run(check, tell) {
  const app = Fastify({ https: identity })
  app.post('/echo', async (request, reply) => {
    reply.header('x-protocol', request.protocol)
    return request.body
  })
  app.get('/socket', async (request) => [request.raw.socket.encrypted, request.raw.httpVersion])
  const injected = await app.inject({ method: 'POST', url: '/echo', payload: { a: 1 } })
  check('inject', [injected.statusCode, injected.json()], [200, { a: 1 }])
  const base = (await app.listen({ port: 0, host: 'localhost' })).replace(/127\.0\.0\.1|\[::1\]/, 'localhost')
  const dispatcher = new Agent({ connect: { ca } })
  const response = await fetch(`${base}/echo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"b":2}', dispatcher })
  check('over a socket', [response.status, await response.json(), response.headers.get('x-protocol')], [200, { b: 2 }, 'https'])
  tell('headers', stable(Object.fromEntries(response.headers)))
  check('the socket', await (await fetch(`${base}/socket`, { dispatcher })).json(), [true, '1.1'])
  check('an unknown route', (await fetch(`${base}/none`, { dispatcher })).status, 404)
  await dispatcher.close()
  await app.close()
}
