/** Libraries over a memory network, by an agent and by a dispatcher: `node --import @layered-http/compat-node-http/register libraries.mjs`, or without the flag. */
import { once } from 'node:events'
import http from 'node:http'
import { memoryNetwork, setDispatcher } from '@layered-http/compat-node-http/testing'
import axios from 'axios'
import express from 'express'
import fastify from 'fastify'
import got from 'got'
import supertest from 'supertest'
import { fetch, Agent as UndiciAgent } from 'undici'
import { WebSocket, WebSocketServer } from 'ws'
import { check, checkNoSockets } from './check.mjs'

const isPreloaded = process.argv[2] === 'preloaded'
const network = memoryNetwork()

// Express
const app = express()
app.get('/secure', (req, res) => res.json({ secure: req.secure, ip: req.ip, protocol: req.protocol }))
app.post('/echo', express.json(), (req, res) => res.status(201).json(req.body))
// Without the preload, Express needs a server of the http that it has loaded.
network.serve('http://express.test', http.createServer(app))
network.serve('https://express.test', http.createServer(app))

// Fastify
const fast = fastify()
fast.get('/hello/:name', async (request) => ({ hello: request.params.name, ip: request.ip }))
await fast.ready()
network.serve('http://fastify.test', fast.server)

// ws
const socketServer = http.createServer()
const sockets = new WebSocketServer({ server: socketServer })
sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data).toUpperCase())))
network.serve('http://ws.test', socketServer)
network.serve('https://ws.test', socketServer)

// Clients, by agents
const byAxios = axios.create({ adapter: 'http', proxy: false, httpAgent: network.agent, httpsAgent: network.httpsAgent })
const byGot = got.extend({ agent: { http: network.agent, https: network.httpsAgent }, retry: { limit: 0 } })
check('axios and Express', (await byAxios.post('http://express.test/echo', { a: 1 })).data, { a: 1 })
check('axios and Express by https:', (await byAxios.get('https://express.test/secure')).data, { secure: true, ip: '127.0.0.1', protocol: 'https' })
check('axios: an unknown name', await byAxios.get('http://other.test/').catch(({ code }) => code), 'ENOTFOUND')
check('got and Fastify', await byGot('http://fastify.test/hello/you').json(), { hello: 'you', ip: '127.0.0.1' })
check('got and Express by https:', (await byGot('https://express.test/secure').json()).secure, true)
check('got: a response that is cut', await cut(() => byGot('http://express.test/secure')), 'ECONNRESET')
check('supertest', (await supertest('http://express.test').post('/echo').agent(network.agent).send({ b: 2 }).expect(201)).body, { b: 2 })

for (const [url, agent] of [['ws://ws.test', network.agent], ['wss://ws.test', network.httpsAgent]]) {
  const socket = new WebSocket(url, { agent })
  await once(socket, 'open')
  for (const text of ['hello', 'x'.repeat(200_000)]) {
    socket.send(text)
    const [data] = await once(socket, 'message')
    check(`${url}: an echo of ${text.length} characters`, String(data) === text.toUpperCase(), true)
  }
  socket.close()
  await once(socket, 'close')
}

// fetch is undici's, which has agents of its own: its connector takes a socket.
const dispatcher = new UndiciAgent({
  connect({ protocol, host }, callback) {
    const socket = network.connect(`${protocol}//${host}`)
    socket.once('error', callback).once('connect', () => callback(null, socket))
  },
})
check("undici's fetch and Express", await (await fetch('http://express.test/echo', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"c":3}', dispatcher })).json(), { c: 3 })
await dispatcher.close()

// Clients, by a dispatcher: with the preload, libraries need no agent.
if (isPreloaded) {
  const restore = setDispatcher(({ url }) => (network.knows(url) ? network : { statusCode: 418, headers: { 'content-type': 'application/json' }, body: `"${url.host}"` }))
  check('dispatcher: axios', (await axios.post('http://express.test/echo', { a: 1 }, { adapter: 'http' })).data, { a: 1 })
  check('dispatcher: axios, an answer', (await axios.get('http://mocked.test/', { adapter: 'http', validateStatus: null })).status, 418)
  check('dispatcher: got by https:', (await got('https://express.test/secure').json()).secure, true)
  check('dispatcher: got, an answer', (await got('https://mocked.test/', { throwHttpErrors: false })).body, '"mocked.test"')
  check('dispatcher: supertest', (await supertest('http://express.test').get('/secure').expect(200)).body.secure, false)
  const socket = new WebSocket('ws://ws.test')
  await once(socket, 'open')
  socket.send('a')
  check('dispatcher: ws', String((await once(socket, 'message'))[0]), 'A')
  socket.close()
  await once(socket, 'close')
  restore()
}

checkNoSockets()
await network.close()
check('no connection is left', network.connections, [])

/** Cuts the next response after its first bytes. Resolves with the code of the error. */
async function cut(act) {
  network.agent.destroy()
  const remove = network.fault('http://express.test', { cut: 'response', afterBytes: 50 })
  const code = await act().then(() => 'none', (error) => error.code)
  remove()
  return code
}
