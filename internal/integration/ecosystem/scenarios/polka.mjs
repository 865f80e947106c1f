/** polka. */
import send from '@polka/send-type'
import bodyParser from 'body-parser'
import polka from 'polka'
import { digest, exerciseApp, lines, slowRoute } from '../lib/app.mjs'

export async function run(context) {
  const { createServer, listen } = context
  const slow = slowRoute()
  const app = polka()
    .get('/hello/:name', (req, res) => send(res, 200, { name: req.params.name, x: req.query.x }))
    .post('/echo', bodyParser.json(), (req, res) => send(res, 201, req.body, { 'x-echo': 'yes' }))
    .post('/upload', async (req, res) => send(res, 200, await digest(req)))
    .get('/stream', (req, res) => lines().pipe(res))
    .use('/fail', (req, res, next) => next(new Error('as it should')))
    .get('/cookie', (req, res) => res.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end('set'))
    .get('/cookies', (req, res) => res.end(req.headers.cookie))
    .get('/redirect', (req, res) => res.writeHead(302, { location: '/hello/redirected' }).end())
    .get('/slow', (req, res) => res.on('close', slow.closed).write('a piece'))
  app.head('/hello/:name', (req, res) => res.end())
  await exerciseApp(context, await listen(createServer(app.handler)), { slow })
}
