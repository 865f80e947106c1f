/** http-proxy-agent: an agent that rebuilds the head of a request that waits for its socket. */
import http from 'node:http'
import { once } from 'node:events'
import { HttpProxyAgent } from 'http-proxy-agent'

export async function run(check) {
  const proxy = http.createServer((req, res) => {
    let body = ''
    req.setEncoding('utf8').on('data', (data) => (body += data)).on('end', () => res.end(`${req.method} ${req.url} ${req.headers['proxy-authorization']} ${body}`))
  })
  proxy.listen(0)
  await once(proxy, 'listening')
  const agent = new HttpProxyAgent(`http://u:p@localhost:${proxy.address().port}`)
  const request = http.request('http://example.test/path', { agent, method: 'POST' })
  request.end('body')
  const [response] = await once(request, 'response')
  check('the request names its target and the user', String(Buffer.concat(await response.toArray())), 'POST http://example.test/path Basic dTpw body')
  agent.destroy()
  proxy.closeAllConnections()
  await new Promise((resolve) => proxy.close(resolve))
}
