/** supertest with an app and with a server. */
import express from 'express'
import request from 'supertest'
import { makeExpressApp } from '../lib/express-app.mjs'

export async function run(context) {
  const { check, createServer, listen, secure } = context
  const app = makeExpressApp(express)
  // By itself, supertest serves an app over http only.
  const subject = secure ? await listen(createServer(app)) : app
  const hello = await request(subject).get('/hello/you').query({ x: 1 }).expect('Content-Type', /json/).expect(200)
  check('a route', hello.body, { name: 'you', x: '1' })
  await request(subject).post('/echo').send({ a: [1] }).expect(201, { a: [1] }).expect('x-echo', 'yes')
  await request(subject).get('/missing').expect(404)
  await request(subject).get('/redirect').expect('Location', '/hello/redirected').expect(302)
  check('redirections', (await request(subject).get('/redirect').redirects(1)).body.name, 'redirected')
  check('an assertion that fails', await request(subject).get('/missing').expect(200).then(() => 'none', ({ message }) => message), 'expected 200 "OK", got 404 "Not Found"')
  check('HEAD', (await request(subject).head('/hello/you')).headers['content-length'], '14')
  const agent = request.agent(subject)
  await agent.get('/cookie').expect(200)
  check('an agent with cookies', (await agent.get('/cookies')).text, 'a=1; b=2')
  check('a body of many pieces', (await request(subject).get('/stream').buffer(true)).text.length, 790)
  const server = createServer(app)
  const base = await listen(server)
  check('a server that listens', (await Promise.all(Array.from({ length: 10 }, (_, i) => request(base).get(`/hello/${i}`)))).map(({ body }) => body.name).join(''), '0123456789')
}
