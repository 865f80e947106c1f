/** Tests of the app: no port, no certificate. Run: `npm start`. */
import assert from 'node:assert/strict'
import http from 'node:http'
import https from 'node:https'
import { after, test } from 'node:test'
import { memoryNetwork } from '@layered-http/compat-node-http/testing'
import { app } from './app.mjs'

const network = memoryNetwork()
// Express gets a server of the http that it has loaded. A handler without a framework is served as it is.
network.serve('http://app.test', http.createServer(app))
network.serve('https://app.test', http.createServer(app))
after(() => network.close())

const read = async (response) => {
  let body = ''
  for await (const piece of response.setEncoding('utf8')) body += piece
  return JSON.parse(body)
}
const get = (module, url, agent) => new Promise((resolve, reject) => module.get(url, { agent }, (response) => resolve(read(response))).on('error', reject))

test('a greeting', async () => {
  assert.deepEqual(await get(http, 'http://app.test/greeting/you', network.agent), { greeting: 'Hello, you!', secure: false })
})

test('by https:, Express knows that the request is secure', async () => {
  assert.deepEqual(await get(https, 'https://app.test/greeting/you', network.httpsAgent), { greeting: 'Hello, you!', secure: true })
})

test('another name does not exist', async () => {
  await assert.rejects(get(http, 'http://other.test/', network.agent), { code: 'ENOTFOUND' })
})
