/** Fastify: over a socket, and by `inject`, which makes responses without one. */
import Fastify from 'fastify'

export async function run(check, tell) {
  const app = Fastify()
  app.post('/echo', async (request, reply) => {
    reply.header('x-method', request.method)
    return request.body
  })
  const injected = await app.inject({ method: 'POST', url: '/echo', payload: { a: 1 } })
  check('inject', [injected.statusCode, injected.json(), injected.headers['x-method']], [200, { a: 1 }, 'POST'])
  const base = await app.listen({ port: 0 })
  const response = await fetch(`${base}/echo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"b":2}' })
  check('over a socket', [response.status, await response.json()], [200, { b: 2 }])
  tell('headers', [...response.headers].filter(([name]) => name !== 'date'))
  check('an unknown route', (await fetch(`${base}/none`)).status, 404)
  await app.close()
}
