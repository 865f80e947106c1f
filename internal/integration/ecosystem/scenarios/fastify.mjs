/** Fastify with its plugins for files, forms and WebSockets. */
import multipart from '@fastify/multipart'
import fastify from 'fastify'
import { digest, exerciseApp, lines, slowRoute } from '../lib/app.mjs'

export async function run(context) {
  const { ask, check, cleanup, listen, secure, identity } = context
  const slow = slowRoute()
  const app = fastify({ ...(secure ? { https: identity } : {}), forceCloseConnections: true })
  app.register(multipart)
  app.addContentTypeParser('application/octet-stream', (request, payload, done) => done(null, payload))
  app.get('/hello/:name', (request) => ({ name: request.params.name, x: request.query.x }))
  app.post('/echo', (request, reply) => reply.code(201).header('x-echo', 'yes').send(request.body))
  app.post('/upload', (request) => digest(request.body))
  app.get('/stream', (request, reply) => reply.type('text/plain').send(lines()))
  app.get('/fail', async () => {
    throw new Error('as it should')
  })
  app.get('/cookie', (request, reply) => reply.header('set-cookie', ['a=1', 'b=2']).send('set'))
  app.get('/cookies', (request) => request.headers.cookie)
  app.get('/redirect', (request, reply) => reply.redirect('/hello/redirected'))
  app.get('/slow', (request, reply) => {
    reply.hijack()
    reply.raw.on('close', slow.closed).write('a piece')
  })
  app.get('/valid', { schema: { querystring: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } }, response: { 200: { type: 'object', properties: { n: { type: 'integer' } } } } } }, (request) => request.query)
  app.post('/form', async (request) => {
    const found = []
    for await (const part of request.parts()) found.push([part.fieldname, part.file === undefined ? part.value : (await digest(part.file)).size])
    return found
  })
  const order = []
  for (const hook of ['onRequest', 'preHandler', 'onSend', 'onResponse']) app.addHook(hook, async () => void order.push(hook))
  await app.ready()
  const base = await listen(app.server)
  cleanup(() => app.close())
  await exerciseApp(context, base, { slow })
  check('a schema', [(await ask(`${base}/valid?n=3`)).text, (await ask(`${base}/valid?n=x`)).status], ['{"n":3}', 400])
  const form = new FormData()
  form.append('field', 'value')
  form.append('file', new Blob([Buffer.alloc(300_000)]), 'a.bin')
  check('a form with a file', await (await fetch(`${base}/form`, { method: 'POST', body: form })).json(), [['field', 'value'], ['file', 300_000]])
  const injected = await app.inject({ method: 'POST', url: '/echo', payload: { a: 1 } })
  check('inject', [injected.statusCode, injected.json()], [201, { a: 1 }])
  check('hooks', order.slice(0, 4), ['onRequest', 'preHandler', 'onSend', 'onResponse'])
}
