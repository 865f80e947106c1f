/** hapi. */
import { PassThrough } from 'node:stream'
import Boom from '@hapi/boom'
import Hapi from '@hapi/hapi'
import { digest, exerciseApp, lines, slowRoute } from '../lib/app.mjs'

export async function run(context) {
  const { ask, check, createServer, cleanup, protocol } = context
  const slow = slowRoute()
  const server = Hapi.server({ listener: createServer(), tls: context.secure, port: 0, debug: false })
  const raw = { payload: { output: 'stream', parse: false, maxBytes: 10_000_000 } }
  server.route([
    { method: 'GET', path: '/hello/{name}', handler: ({ params, query }) => ({ name: params.name, x: query.x }) },
    { method: 'POST', path: '/echo', handler: ({ payload }, h) => h.response(payload).code(201).header('x-echo', 'yes') },
    { method: 'POST', path: '/upload', options: raw, handler: ({ payload }) => digest(payload) },
    { method: 'GET', path: '/stream', handler: (request, h) => h.response(lines().pipe(new PassThrough())).type('text/plain') },
    { method: 'GET', path: '/fail', handler: () => Promise.reject(new Error('as it should')) },
    { method: 'GET', path: '/cookie', handler: (request, h) => h.response('set').state('a', '1', { isSecure: false }).state('b', '2', { isSecure: false }) },
    { method: 'GET', path: '/cookies', options: { state: { parse: false } }, handler: ({ headers }) => headers.cookie },
    { method: 'GET', path: '/redirect', handler: (request, h) => h.redirect('/hello/redirected') },
    {
      method: 'GET', path: '/slow', handler: ({ raw: { res } }, h) => {
        res.on('close', slow.closed).write('a piece')
        return h.abandon
      },
    },
    { method: 'GET', path: '/boom', handler: () => Promise.reject(Boom.teapot('short and stout')) },
    { method: 'GET', path: '/range', handler: (request, h) => h.response('0123456789'.repeat(10)).bytes(100).type('text/plain') },
    { method: 'GET', path: '/info', handler: ({ info, server: { info: { protocol: own } } }) => ({ host: info.hostname, own }) },
  ])
  server.route({ method: 'POST', path: '/form', options: { payload: { multipart: { output: 'data' } } }, handler: ({ payload }) => Object.entries(payload).map(([name, value]) => [name, value.length]) })
  await server.start()
  cleanup(() => server.stop({ timeout: 0 }))
  const base = `${protocol}://localhost:${server.info.port}`
  await exerciseApp(context, base, { slow })
  check('an error of boom', JSON.parse((await ask(`${base}/boom`)).text), { statusCode: 418, error: "I'm a teapot", message: 'short and stout' })
  const range = await ask(`${base}/range`, { headers: { range: 'bytes=8-11' } })
  check('a range', [range.status, range.text, range.headers['content-range']], [206, '8901', 'bytes 8-11/100'])
  const zipped = await ask(`${base}/range`, { headers: { 'accept-encoding': 'gzip' } })
  check('no compression of a short text', zipped.headers['content-encoding'], undefined)
  check('the server knows its protocol', JSON.parse((await ask(`${base}/info`)).text), { host: 'localhost', own: protocol })
  const form = new FormData()
  form.append('field', 'value')
  form.append('file', new Blob([Buffer.alloc(100_000)]), 'a.bin')
  check('a form with a file', await (await fetch(`${base}/form`, { method: 'POST', body: form })).json(), [['field', 5], ['file', 100_000]])
  const injected = await server.inject('/hello/injected')
  check('inject', [injected.statusCode, injected.result.name], [200, 'injected'])
}
