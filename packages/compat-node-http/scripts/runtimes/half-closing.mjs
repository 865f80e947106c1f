/** A client that ends its side with its request, and handlers that respond before Node would have read that end. */
import assert from 'node:assert'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createServer } from '@layered-http/compat-node-http'

/** When a handler responds. */
const TIMES = {
  '/body': (req, respond) => req.resume().on('end', respond),
  '/ticks': (_req, respond) => process.nextTick(() => process.nextTick(() => process.nextTick(respond))),
  '/path': (req, respond) => req.resume().on('end', () => setImmediate(respond)),
}

const server = createServer((req, res) => TIMES[req.url](req, () => res.end(`${req.method} ${req.url}`)))
await once(server.listen(0, '127.0.0.1'), 'listening')
for (const path of Object.keys(TIMES)) {
  const client = connect(server.address().port, '127.0.0.1')
  client.end(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)
  let response = ''
  for await (const chunk of client) response += chunk
  assert.match(response, new RegExp(`GET ${path}$`))
}
server.close()
console.log('GET /path')
