/** light-my-request: requests to a handler without a network, in both columns with the classes of http. */
import { createReadStream } from 'node:fs'
import http from 'node:http'
import inject from 'light-my-request'
import express from 'express'
import { makeExpressApp } from '../lib/express-app.mjs'

export const sides = []
export const only = 'http'

export async function run(context) {
  const { check } = context
  const app = makeExpressApp(express)
  const hello = await inject(app, { url: '/hello/you', query: { x: '1' } })
  check('a route', [hello.statusCode, hello.json(), hello.headers['content-type']], [200, { name: 'you', x: '1' }, 'application/json; charset=utf-8'])
  check('the response is of the http in use', [hello.raw.res instanceof http.ServerResponse, hello.raw.res instanceof http.OutgoingMessage], [true, true])
  const echo = await inject(app, { method: 'POST', url: '/echo', payload: { a: 1 } })
  check('a body', [echo.statusCode, echo.json()], [201, { a: 1 }])
  check('a stream as a body', JSON.parse((await inject(app, { method: 'POST', url: '/upload', payload: createReadStream(new URL(import.meta.url)) })).payload).size > 1000, true)
  check('a response in pieces', (await inject(app, '/stream')).payload.length, 790)
  check('cookies', (await inject(app, '/cookie')).cookies.map(({ name, value }) => [name, value]), [['a', '1'], ['b', '2']])
  check('an error, an unknown path, HEAD', [(await inject(app, '/fail')).statusCode, (await inject(app, '/missing')).statusCode, (await inject(app, { method: 'HEAD', url: '/hello/a' })).payload], [500, 404, ''])
  const streamed = await inject(app, { url: '/stream', payloadAsStream: true })
  check('a response as a stream', Buffer.concat(await streamed.stream().toArray()).length, 790)
  const plain = await inject((req, res) => {
    res.writeHead(200, 'Fine', { 'x-a': ['1', '2'], trailer: 'x-t' })
    res.addTrailers({ 'x-t': 'end' })
    res.end(`${req.method} ${req.url} ${req.headers.host} ${req.socket.remoteAddress}`)
  }, { method: 'PUT', url: 'http://example.com/a', remoteAddress: '10.0.0.1' })
  check('a plain handler', [plain.statusMessage, plain.headers['x-a'], plain.payload], ['Fine', ['1', '2'], 'PUT /a example.com:80 10.0.0.1'])
  check('trailers', plain.trailers, { 'x-t': 'end' })
  check('a destroyed request', await inject((req) => req.destroy(new Error('no')), '/').catch(({ message }) => message), 'no')
}
