/** Hono on its server for Node. */
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { streamText, streamSSE } from 'hono/streaming'
import https from 'node:https'
import { digest, exerciseApp, LINES, slowRoute } from '../lib/app.mjs'

export async function run(context) {
  const { ask, check, listen, secure, identity } = context
  const slow = slowRoute()
  const app = new Hono()
  app.get('/hello/:name', (c) => c.json({ name: c.req.param('name'), x: c.req.query('x') }))
  app.post('/echo', async (c) => {
    const body = await c.req.json().catch(() => undefined)
    return body === undefined ? c.text('invalid', 400) : c.json(body, 201, { 'x-echo': 'yes' })
  })
  app.post('/upload', async (c) => c.json(await digest(c.req.raw.body)))
  app.get('/stream', (c) => streamText(c, async (stream) => {
    for (const line of LINES) await stream.write(line)
  }))
  app.get('/fail', () => {
    throw new Error('as it should')
  })
  app.onError((error, c) => c.text(error.message, 500))
  app.get('/cookie', (c) => {
    c.header('set-cookie', 'a=1', { append: true })
    c.header('set-cookie', 'b=2', { append: true })
    return c.text('set')
  })
  app.get('/cookies', (c) => c.text(c.req.header('cookie')))
  app.get('/redirect', (c) => c.redirect('/hello/redirected'))
  app.get('/slow', (c) => streamText(c, async (stream) => {
    stream.onAbort(slow.closed)
    await stream.write('a piece')
    await slow.promise
  }))
  app.get('/events', (c) => streamSSE(c, async (stream) => {
    for (const data of ['1', '2']) await stream.writeSSE({ data, event: 'n', id: data })
  }))
  app.get('/compressed', compress(), (c) => c.text('text '.repeat(1000)))
  app.post('/form', async (c) => {
    const form = await c.req.formData()
    return c.json([form.get('field'), form.get('file').size])
  })
  const base = await listen(createAdaptorServer({ fetch: app.fetch, ...(secure ? { createServer: https.createServer, serverOptions: identity } : {}) }))
  await exerciseApp(context, base, { slow })
  check('server-sent events', (await ask(`${base}/events`)).text, 'event: n\ndata: 1\nid: 1\n\nevent: n\ndata: 2\nid: 2\n\n')
  const compressed = await fetch(`${base}/compressed`)
  check('compression', [compressed.headers.get('content-encoding'), (await compressed.text()).length], ['gzip', 5000])
  const form = new FormData()
  form.append('field', 'value')
  form.append('file', new Blob([Buffer.alloc(100_000)]), 'a.bin')
  check('a form with a file', await (await fetch(`${base}/form`, { method: 'POST', body: form })).json(), ['value', 100_000])
}
