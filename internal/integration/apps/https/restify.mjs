/** restify over https: the framework makes the server itself. The Date header and request ids come from restify. */
import https from 'node:https'
import axios from 'axios'
import restify from 'restify'
import { ca, identity, serving, stable } from './serving.mjs'

export async function run(check, tell) {
  const server = restify.createServer({ name: 'app', key: identity.key, certificate: identity.cert })
  server.use(restify.plugins.queryParser())
  server.use(restify.plugins.bodyParser())
  server.get('/hello/:name', (req, res, next) => {
    res.send({ hello: req.params.name, query: req.query, secure: req.isSecure() })
    next()
  })
  server.post('/echo', (req, res, next) => {
    res.send(201, req.body)
    next()
  })
  // restify's server contains one of Node's.
  server.server.closeAllConnections()
  await serving(server.server, async (baseURL) => {
    const httpsAgent = new https.Agent({ ca })
    const client = axios.create({ baseURL, httpsAgent, validateStatus: null })
    const hello = await client.get('/hello/ada?a=1')
    check('a parameter and a query', hello.data, { hello: 'ada', query: { a: '1' }, secure: true })
    check('JSON both ways', (await client.post('/echo', { b: [1] })).data, { b: [1] })
    check('an unknown route', (await client.get('/none')).status, 404)
    check('another method', (await client.delete('/echo')).status, 405)
    tell('headers', stable(hello.headers))
  })
}
