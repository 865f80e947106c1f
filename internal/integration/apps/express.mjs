/** Express with compression, and supertest and axios against it. */
import axios from 'axios'
import compression from 'compression'
import express from 'express'
import request from 'supertest'

const app = express()
app.use(compression({ threshold: 0 }))
app.use(express.json())
app.get('/text', (req, res) => res.type('text').send('hello '.repeat(100)))
app.post('/echo', (req, res) => res.status(201).cookie('a', 'b').json(req.body))
app.get('/fail', () => {
  throw new Error('as it should')
})

export async function run(check, tell) {
  const text = await request(app).get('/text').expect(200)
  check('supertest: a compressed text', [text.headers['content-encoding'], text.text.length], ['gzip', 600])
  const echo = await request(app).post('/echo').send({ x: [1, 2] })
  check('supertest: JSON both ways', [echo.status, echo.body, echo.headers['set-cookie']], [201, { x: [1, 2] }, ['a=b; Path=/']])
  const server = app.listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  const base = `http://localhost:${server.address().port}`
  const answers = await Promise.all([axios.get(`${base}/text`), axios.post(`${base}/echo`, { y: 1 }), axios.get(`${base}/fail`, { validateStatus: null })])
  check('axios: three at once', [answers[0].data.length, answers[1].data, answers[2].status], [600, { y: 1 }, 500])
  const stable = ({ headers }) => Object.entries(headers).filter(([name]) => name !== 'date')
  tell('headers of the responses', [text, echo, ...answers].map(stable))
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
