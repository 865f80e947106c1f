/** connect with middleware that wraps responses: compression, cookie-session, morgan. */
import { Writable } from 'node:stream'
import bodyParser from 'body-parser'
import compression from 'compression'
import connect from 'connect'
import cookieSession from 'cookie-session'
import morgan from 'morgan'
import { digest, exerciseApp, lines, slowRoute } from '../lib/app.mjs'

export async function run(context) {
  const { ask, check, createServer, listen } = context
  const slow = slowRoute()
  const log = []
  const routes = {
    '/stream': (req, res) => {
      res.setHeader('content-type', 'text/plain')
      lines().pipe(res)
    },
    '/upload': async (req, res) => json(res, 200, await digest(req)),
    '/fail': (req, res, next) => next(new Error('as it should')),
    '/cookie': (req, res) => res.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end('set'),
    '/cookies': (req, res) => res.end(req.headers.cookie),
    '/redirect': (req, res) => res.writeHead(302, { location: '/hello/redirected' }).end(),
    '/slow': (req, res) => {
      res.on('close', slow.closed)
      res.write('a piece')
      res.flush()
    },
    '/count': (req, res) => {
      req.session.count = (req.session.count ?? 0) + 1
      res.end(String(req.session.count))
    },
  }
  const app = connect()
  app.use(morgan(':method :url :status :res[content-length]', { stream: new Writable({ write: (chunk, _, done) => done(log.push(String(chunk).trim()) && null) }) }))
  app.use(compression({ threshold: 100 }))
  app.use('/count', cookieSession({ keys: ['key'] }))
  app.use('/echo', bodyParser.json())
  app.use('/echo', (req, res) => res.setHeader('x-echo', 'yes') && json(res, 201, req.body))
  app.use('/hello', (req, res) => {
    const { pathname, searchParams } = new URL(req.url, 'http://a')
    json(res, 200, { name: pathname.slice(1), x: searchParams.get('x') ?? undefined })
  })
  for (const [path, route] of Object.entries(routes)) app.use(path, route)
  const base = await listen(createServer(app))
  await exerciseApp(context, base, { slow })
  const zipped = await ask(`${base}/stream`, { headers: { 'accept-encoding': 'gzip' } })
  check('compression of a stream', [zipped.headers['content-encoding'], zipped.headers.vary, zipped.body.subarray(0, 2)], ['gzip', 'Accept-Encoding', Buffer.from([0x1f, 0x8b])])
  const first = await ask(`${base}/count`)
  const cookie = first.headers['set-cookie'].map((text) => text.split(';')[0])
  check('a session in a cookie', [first.text, (await ask(`${base}/count`, { headers: { cookie } })).text], ['1', '2'])
  check('lines of the log', [log.includes('GET /redirect 302 -'), log.some((line) => /^GET \/missing 404 \d+$/.test(line))], [true, true])
}

function json(res, status, value) {
  const text = JSON.stringify(value)
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
}
