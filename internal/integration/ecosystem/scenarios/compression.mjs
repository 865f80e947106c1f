/** compression under Express. */
import { once } from 'node:events'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import compression from 'compression'
import express from 'express'
import { lines, LINES } from '../lib/app.mjs'

export async function run(context) {
  const { ask, check, createServer, listen, module } = context
  const app = express()
  app.use(compression({ threshold: 1000 }))
  app.get('/large', (req, res) => res.type('text').send('text '.repeat(50_000)))
  app.get('/small', (req, res) => res.type('text').send('small'))
  app.get('/image', (req, res) => res.type('png').send(Buffer.alloc(5000)))
  app.get('/stream', (req, res) => lines().pipe(res.type('text')))
  app.get('/none', (req, res) => res.set('cache-control', 'no-transform').type('text').send('x'.repeat(5000)))
  app.get('/written', (req, res) => {
    res.writeHead(200, { 'content-type': 'text/plain', 'content-length': 5000 })
    res.write('x'.repeat(2500))
    res.end('x'.repeat(2500))
  })
  app.get('/flushed', (req, res) => {
    res.type('text').write('first')
    res.flush()
    server.once('go', () => res.end('second'))
  })
  const server = createServer(app)
  const base = await listen(server)
  const unzip = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync }
  for (const [encoding, act] of Object.entries(unzip)) {
    const { headers, body } = await ask(`${base}/large`, { headers: { 'accept-encoding': encoding } })
    check(encoding, [headers['content-encoding'], headers['content-length'], headers.vary, act(body).length], [encoding, undefined, 'Accept-Encoding', 250_000])
  }
  const gzip = { headers: { 'accept-encoding': 'gzip' } }
  check('no compression', await Promise.all(['/small', '/image', '/none'].map(async (path) => (await ask(`${base}${path}`, gzip)).headers['content-encoding'])), [undefined, undefined, undefined])
  check('a stream', String(gunzipSync((await ask(`${base}/stream`, gzip)).body)), LINES.join(''))
  const written = await ask(`${base}/written`, gzip)
  check('writeHead with a length', [written.headers['content-length'], gunzipSync(written.body).length], [undefined, 5000])
  check('HEAD', (await ask(`${base}/large`, { method: 'HEAD', ...gzip })).body.length, 0)
  const request = module.get(`${base}/flushed`, gzip)
  const [response] = await once(request, 'response')
  const chunks = []
  response.on('data', (chunk) => chunks.push(chunk))
  await once(response, 'data')
  check('a flush sends what was written', chunks[0].length > 0, true)
  server.emit('go')
  await once(response, 'end')
  check('the rest comes after it', String(gunzipSync(Buffer.concat(chunks))), 'firstsecond')
  check('fetch unzips', (await (await fetch(`${base}/large`)).text()).length, 250_000)
}
