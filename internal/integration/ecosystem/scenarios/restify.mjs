/** restify. */
import restify from 'restify'
import { digest, exerciseApp, lines, slowRoute } from '../lib/app.mjs'

export async function run(context) {
  const { ask, check, listen, secure, identity } = context
  const slow = slowRoute()
  const server = restify.createServer(secure ? { certificate: identity.cert, key: identity.key } : {})
  server.log.level = 'silent'
  server.use(restify.plugins.queryParser())
  const body = restify.plugins.bodyParser({ mapParams: false })
  server.get('/hello/:name', (req, res, next) => {
    res.send({ name: req.params.name, x: req.query.x })
    next()
  })
  server.post('/echo', body, (req, res, next) => {
    res.header('x-echo', 'yes')
    res.send(201, req.body)
    next()
  })
  server.post('/upload', async (req, res) => res.send(await digest(req)))
  server.get('/stream', (req, res, next) => {
    res.writeHead(200, { 'content-type': 'text/plain' })
    lines().pipe(res)
    res.on('finish', () => next(false))
  })
  server.get('/fail', async () => {
    throw new Error('as it should')
  })
  server.get('/cookie', (req, res, next) => {
    res.setHeader('set-cookie', ['a=1', 'b=2'])
    res.send('set')
    next()
  })
  server.get('/cookies', (req, res, next) => {
    res.sendRaw(req.headers.cookie)
    next()
  })
  server.get('/redirect', (req, res, next) => res.redirect('/hello/redirected', next))
  server.get('/slow', (req, res, next) => {
    res.on('close', next)
    res.on('close', slow.closed)
    res.write('a piece')
  })
  server.head('/hello/:name', (req, res, next) => {
    res.send(200)
    next()
  })
  server.listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  const base = await listen(server.server)
  await exerciseApp(context, base, { slow })
  const notAllowed = await ask(`${base}/echo`, { method: 'GET' })
  check('a method that a path does not have', [notAllowed.status, notAllowed.headers.allow], [405, 'POST'])
}
