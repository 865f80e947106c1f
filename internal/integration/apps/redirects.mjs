/** axios and ws follow redirects themselves, and pass their option `maxRedirects` to `http.request`, where it must have no effect. */
import http from 'node:http'
import { once } from 'node:events'
import axios from 'axios'
import { WebSocket } from 'ws'

export async function run(check) {
  const server = http.createServer((req, res) => {
    if (req.url.startsWith('http://')) return res.end(`proxied ${req.url}`)
    if (req.url === '/end') return res.end(`end, added: ${req.headers['x-added']}`)
    res.writeHead(302, { location: req.url === '/loop' ? '/loop' : req.url === '/tls' ? 'https://127.0.0.1:1/' : '/end' })
    res.end()
  })
  server.listen(0)
  await once(server, 'listening')
  const { port } = server.address()
  const base = `http://localhost:${port}`
  const failure = async (promise) => promise.then(({ status }) => status, ({ code }) => code)
  let called = 0
  const followed = await axios.get(`${base}/a`, {
    beforeRedirect: (options) => {
      called++
      options.headers['x-added'] = 'yes'
    },
  })
  check('axios calls beforeRedirect for each redirect', [called, followed.data], [1, 'end, added: yes'])
  const guard = () => {
    throw new Error('not there')
  }
  check('a beforeRedirect that throws stops the redirect', await failure(axios.get(`${base}/a`, { beforeRedirect: guard })), 'ERR_FR_REDIRECTION_FAILURE')
  check('axios without redirects', await failure(axios.get(`${base}/a`, { maxRedirects: 0, validateStatus: null })), 302)
  check('axios with circular redirects', await failure(axios.get(`${base}/loop`)), 'ERR_FR_TOO_MANY_REDIRECTS')
  check('axios from http to https', await failure(axios.get(`${base}/tls`)), 'ECONNREFUSED')
  check('axios through a proxy', (await axios.get('http://example.test/a', { proxy: { host: 'localhost', port } })).data, 'proxied http://example.test/a')
  const [error] = await once(new WebSocket(`ws://localhost:${port}/a`), 'error')
  check('ws', error.message, 'Unexpected server response: 302')
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
