/** An Express app with a route for each part of http that Express relies on. It uses the http of its process. It prints its port, and `layered-http` or `node`. */
import { Agent, createServer } from 'node:http'
import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import express from 'express'

const folder = fileURLToPath(new URL('./public', import.meta.url))
const page = `${folder}/page.txt`

const app = express()
app.set('trust proxy', 'loopback')

app.use((req, res, next) => {
  // Wraps writeHead, as logging and timing middleware does, to run code just before the head is sent.
  const { writeHead } = res
  res.writeHead = function (...args) {
    this.setHeader('X-Seen-By', 'middleware')
    return writeHead.apply(this, args)
  }
  next()
})
app.use('/static', express.static(folder, { etag: true, lastModified: false }))
app.get('/json', (req, res) => res.json({ a: [1, 'ü', null] }))
app.post('/json', express.json({ limit: '2mb' }), (req, res) => res.json({ keys: Object.keys(req.body).length, size: JSON.stringify(req.body).length }))
app.post('/form', express.urlencoded(), (req, res) => res.json(req.body))
app.post('/text', express.text({ limit: '2mb' }), (req, res) => res.send(req.body.toUpperCase()))
app.post('/raw', express.raw({ type: '*/*', limit: '2mb' }), (req, res) => res.send(Buffer.from(req.body).reverse()))
app.post('/ignored', (req, res) => res.send('body not read'))
app.get('/file', (req, res) => res.sendFile(page, { lastModified: false }))
app.get('/download', (req, res) => res.download(page, 'ünd.txt', { lastModified: false }))
app.get('/missing-file', (req, res) => res.sendFile(`${folder}/none`))
app.get('/stream', (req, res) => void createReadStream(page, { highWaterMark: 4 }).pipe(res))
app.get('/pieces', (req, res) => {
  // One turn for each write: Node 26 and layered-http send the writes of one turn as one chunk, older Nodes as several.
  res.write('one ')
  setImmediate(() => res.write(Buffer.from('two ')))
  setImmediate(() => setImmediate(() => res.end()))
})
app.get('/redirect', (req, res) => res.redirect('/json'))
app.get('/moved', (req, res) => res.redirect(301, 'https://example.test/ä?b'))
app.get('/empty', (req, res) => res.sendStatus(204))
app.get('/status', (req, res) => res.status(418).send('teapot'))
app.get('/cookies', (req, res) => res.cookie('a', '1').cookie('b', '2', { httpOnly: true }).append('Vary', 'Accept').send())
app.get('/request', (req, res) =>
  res.json({
    ip: req.ip,
    ips: req.ips,
    protocol: req.protocol,
    secure: req.secure,
    hostname: req.hostname,
    xhr: req.xhr,
    fresh: req.fresh,
    accepts: req.accepts(['json', 'html']),
    is: req.is('text/*') ?? null,
    query: req.query,
    original: req.originalUrl,
    get: req.get('X-Twice') ?? null,
    raw: req.rawHeaders,
    version: req.httpVersion,
  }),
)
app.get('/format', (req, res) => res.format({ text: () => res.send('text'), html: () => res.send('<p>html</p>') }))
app.get('/throws', () => {
  throw new Error('thrown')
})
app.get('/rejects', async () => {
  throw Object.assign(new Error('rejected'), { status: 422 })
})
app.get('/late', (req, res, next) => {
  res.write('begun')
  next(new Error('after the head'))
})
app.get('/twice', (req, res) => {
  res.send('once')
  try {
    res.setHeader('X-Late', '1')
  } catch (error) {
    console.error(error.code)
  }
})
app.all('/method', (req, res) => res.send(req.method))
app.use((error, req, res, next) => {
  if (res.headersSent) return next(error)
  res.status(error.status ?? 500).json({ error: error.message, type: error.type })
})

// With the preload, Node's module and this package's default export are one object.
const whose = (await import('@layered-http/compat-node-http')).Agent === Agent ? 'layered-http' : 'node'
const server = createServer(app).listen(0, '127.0.0.1', () => console.log(server.address().port, whose))
