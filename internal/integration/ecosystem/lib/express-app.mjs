/** The app of the scenarios, for both lines of Express. */
import { digest, exerciseApp, lines, slowRoute } from './app.mjs'

export function makeExpressApp(express, slow) {
  const app = express()
  app.get('/hello/:name', (req, res) => res.json({ name: req.params.name, x: req.query.x }))
  app.post('/echo', express.json(), (req, res) => res.status(201).set('x-echo', 'yes').json(req.body))
  app.post('/upload', async (req, res) => res.json(await digest(req)))
  app.get('/stream', (req, res) => lines().pipe(res.type('text')))
  app.get('/fail', () => {
    throw new Error('as it should')
  })
  app.get('/cookie', (req, res) => res.cookie('a', '1').cookie('b', '2', { httpOnly: true }).send('set'))
  app.get('/cookies', (req, res) => res.send(req.get('cookie')))
  app.get('/redirect', (req, res) => res.redirect('/hello/redirected'))
  app.get('/slow', (req, res) => {
    res.on('close', slow.closed)
    res.write('a piece')
  })
  app.get('/fresh', (req, res) => res.set('cache-control', 'max-age=60').send('fresh '.repeat(100)))
  app.get('/jsonp', (req, res) => res.jsonp({ a: 1 }))
  app.get('/download', (req, res) => res.attachment('a "name".txt').send('file'))
  app.get('/format', (req, res) => res.format({ 'text/plain': () => res.send('text'), 'application/json': () => res.json({ json: true }) }))
  app.get('/me', (req, res) => res.json({ ip: req.ip.replace('::ffff:', ''), protocol: req.protocol, hostname: req.hostname, secure: req.secure, xhr: req.xhr, fresh: req.fresh }))
  app.use((error, req, res, next) => (res.headersSent ? next(error) : res.status(error.status ?? 500).send(error.message)))
  return app
}

export async function expressApp(context, express) {
  const { ask, check, createServer, listen, protocol, secure } = context
  const slow = slowRoute()
  const base = await listen(createServer(makeExpressApp(express, slow)))
  await exerciseApp(context, base, { slow })
  const fresh = await ask(`${base}/fresh`)
  const again = await ask(`${base}/fresh`, { headers: { 'if-none-match': fresh.headers.etag } })
  check('304 by its ETag', [fresh.text.length, again.status, again.text, again.headers['content-length']], [600, 304, '', undefined])
  check('JSONP', (await ask(`${base}/jsonp?callback=f`)).text, '/**/ typeof f === \'function\' && f({"a":1});')
  check('an attachment', (await ask(`${base}/download`)).headers['content-disposition'], 'attachment; filename="a \\"name\\".txt"')
  check('negotiation', [(await ask(`${base}/format`, { headers: { accept: 'application/json' } })).text, (await ask(`${base}/format`, { headers: { accept: 'image/png' } })).status], ['{"json":true}', 406])
  const { ip, ...me } = JSON.parse((await ask(`${base}/me`)).text)
  check('properties of a request', [['127.0.0.1', '::1'].includes(ip), me], [true, { protocol, hostname: 'localhost', secure, xhr: false, fresh: false }])
}
