/** Express 5 and 4 over https.createServer and over the HTTP/1 side of http2.createSecureServer, with axios as the client. */
import http2 from 'node:http2'
import https from 'node:https'
import axios from 'axios'
import compression from 'compression'
import express5 from 'express'
import express4 from 'express4'
import { ca, identity, serving, stable } from './serving.mjs'

function appOf(express) {
  const app = express()
  app.use(compression({ threshold: 0 }))
  app.use(express.json())
  app.get('/text', (req, res) => res.type('text').send('hello '.repeat(100)))
  app.get('/facts', (req, res) => res.json([req.secure, req.protocol, req.socket.encrypted, req.httpVersion, req.get('host').split(':')[0]]))
  app.get('/file', (req, res) => res.sendFile(import.meta.filename))
  app.get('/cached', (req, res) => res.set('ETag', '"a"').send('cached'))
  app.post('/echo', (req, res) => res.status(201).cookie('a', 'b', { secure: true }).json(req.body))
  app.get('/fail', () => {
    throw new Error('as it should')
  })
  app.use((error, req, res, next) => (res.headersSent ? next(error) : res.status(500).send(error.message)))
  return app
}

const makers = {
  'https.createServer': (app) => https.createServer(identity, app),
  'http2.createSecureServer with allowHTTP1': (app) => http2.createSecureServer({ ...identity, allowHTTP1: true }, app),
}

export async function run(check, tell) {
  for (const [version, express] of [['Express 5', express5], ['Express 4', express4]]) {
    for (const [maker, make] of Object.entries(makers)) {
      const httpsAgent = new https.Agent({ ca, keepAlive: true })
      await serving(make(appOf(express)), async (baseURL) => {
        const client = axios.create({ baseURL, httpsAgent, validateStatus: null })
        const title = `${version}, ${maker}`
        const [text, facts, file, echo, fail, none] = await Promise.all([client.get('/text'), client.get('/facts'), client.get('/file'), client.post('/echo', { x: [1, 2] }), client.get('/fail'), client.get('/none')])
        check(`${title}: a compressed text`, [text.status, text.data.length], [200, 600])
        check(`${title}: the TLS properties of the request`, facts.data, [true, 'https', true, '1.1', 'localhost'])
        check(`${title}: a file`, [file.status, file.data.startsWith('/** Express')], [200, true])
        check(`${title}: JSON in both directions`, [echo.status, echo.data, echo.headers['set-cookie']], [201, { x: [1, 2] }, ['a=b; Path=/; Secure']])
        check(`${title}: errors`, [fail.status, fail.data, none.status], [500, 'as it should', 404])
        check(`${title}: 304 for a matching ETag`, (await client.get('/cached', { headers: { 'if-none-match': '"a"' } })).status, 304)
        // The built-in http2 sends Keep-Alive since Node 24.
        tell(`${title}: headers`, [text, facts, echo, fail].map(({ headers }) => stable(headers).filter(([name]) => name !== 'keep-alive')))
      })
      httpsAgent.destroy()
    }
  }
}
