/** http-proxy-middleware under Express. */
import { once } from 'node:events'
import express from 'express'
import { createProxyMiddleware, fixRequestBody, responseInterceptor } from 'http-proxy-middleware'
import { WebSocket, WebSocketServer } from 'ws'
import { makeExpressApp } from '../lib/express-app.mjs'
import { digest } from '../lib/app.mjs'

export async function run(context) {
  const { ask, check, cleanup, createServer, listen, protocol } = context
  const target = createServer(makeExpressApp(express))
  const sockets = new WebSocketServer({ server: target })
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))))
  const targetBase = await listen(target)
  cleanup(() => sockets.clients.forEach((socket) => socket.terminate()))
  const app = express()
  app.use('/api', createProxyMiddleware({ target: targetBase, changeOrigin: true, on: { proxyReq: (request) => request.setHeader('cookie', 'a=1; b=2') } }))
  app.use('/body', express.json(), createProxyMiddleware({ target: targetBase, pathRewrite: { '^/': '/echo' }, on: { proxyReq: fixRequestBody } }))
  app.use('/changed', createProxyMiddleware({ target: targetBase, selfHandleResponse: true, on: { proxyRes: responseInterceptor(async (buffer, response, req, res) => {
    res.setHeader('x-changed', 'yes')
    return String(buffer).toUpperCase()
  }) } }))
  app.use('/dead', createProxyMiddleware({ target: `${protocol}://localhost:1`, logger: undefined }))
  const sockets2 = createProxyMiddleware({ target: targetBase, ws: true })
  app.use('/ws', sockets2)
  const server = createServer(app)
  server.on('upgrade', sockets2.upgrade)
  const base = await listen(server)
  check('a path', JSON.parse((await ask(`${base}/api/hello/you`)).text).name, 'you')
  check('a field added to the request', (await ask(`${base}/api/cookies`)).text, 'a=1; b=2')
  check('a stream', (await ask(`${base}/api/stream`)).text.length, 790)
  check('a redirection', (await ask(`${base}/api/redirect`)).headers.location, '/hello/redirected')
  const bytes = Buffer.alloc(500_000, 'ab')
  check('an upload', JSON.parse((await ask(`${base}/api/upload`, { method: 'POST', body: bytes, headers: { 'content-type': 'application/octet-stream' } })).text), await digest([bytes]))
  const body = JSON.stringify({ a: 1 })
  check('a body that was read before', (await ask(`${base}/body`, { method: 'POST', body, headers: { 'content-type': 'application/json', 'content-length': body.length } })).text, body)
  const changed = await ask(`${base}/changed/hello/you`)
  check('a response that is changed', [changed.headers['x-changed'], changed.text], ['yes', '{"NAME":"YOU"}'])
  check('a target that does not answer', (await ask(`${base}/dead/`)).status, 504)
  check('20 at once', (await Promise.all(Array.from({ length: 20 }, (_, i) => ask(`${base}/api/hello/${i}`)))).every(({ status }) => status === 200), true)
  const socket = new WebSocket(`${base.replace('http', 'ws')}/ws`)
  await once(socket, 'open')
  socket.send('hello')
  check('a WebSocket', String((await once(socket, 'message'))[0]), 'hello')
  socket.close()
  await once(socket, 'close')
}
