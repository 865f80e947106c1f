/** http-proxy: requests, bodies, WebSockets, and targets that fail. */
import { once } from 'node:events'
import httpProxy from 'http-proxy'
import { WebSocket, WebSocketServer } from 'ws'
import express from 'express'
import { exerciseApp } from '../lib/app.mjs'
import { makeExpressApp } from '../lib/express-app.mjs'

export async function run(context) {
  const { ask, check, cleanup, createServer, listen, protocol, makeAgent } = context
  const target = createServer(makeExpressApp(express))
  const sockets = new WebSocketServer({ server: target })
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data).toUpperCase())))
  const targetBase = await listen(target)
  cleanup(() => sockets.clients.forEach((socket) => socket.terminate()))
  const proxy = httpProxy.createProxyServer({ target: targetBase, agent: makeAgent(), xfwd: true })
  proxy.on('proxyRes', (response) => (response.headers['x-proxy'] = 'yes'))
  proxy.on('error', (error, req, res) => (res.writeHead === undefined ? res.destroy() : res.headersSent ? res.destroy() : res.writeHead(502).end(error.code)))
  const server = createServer((req, res) => (req.url === '/dead' ? proxy.web(req, res, { target: `${protocol}://localhost:1` }) : proxy.web(req, res)))
  server.on('upgrade', (req, socket, head) => proxy.ws(req, socket, head))
  const base = await listen(server)
  await exerciseApp(context, base)
  const { headers, text } = await ask(`${base}/me`)
  check('fields that the proxy adds', [headers['x-proxy'], JSON.parse(text).protocol], ['yes', protocol])
  check('a target that does not answer', (await ask(`${base}/dead`)).status, 502)
  const socket = new WebSocket(base.replace('http', 'ws'))
  await once(socket, 'open')
  for (const message of ['hello', 'x'.repeat(100_000)]) {
    socket.send(message)
    check(`a WebSocket, ${message.length} characters`, String((await once(socket, 'message'))[0]) === message.toUpperCase(), true)
  }
  socket.close()
  await once(socket, 'close')
}
