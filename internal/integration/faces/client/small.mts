/** A small client. */
import { Agent, ClientRequest, get, request, type IncomingMessage, type RequestOptions } from '@layered-http/client'

const agent = new Agent({ keepAlive: true, maxSockets: 2, layered: { staleRetry: 'idempotent' } })
const options: RequestOptions = { host: 'localhost', port: 80, path: '/a', method: 'POST', agent, headers: { 'x-a': ['1', '2'], 'content-length': 4 }, timeout: 1000, layered: { maxRedirects: 3 } }

const sent: ClientRequest = request(options, (response: IncomingMessage) => {
  const status: number | null = response.statusCode
  response.setEncoding('utf8').on('data', (piece: string) => console.log(status, piece))
})
sent.setHeader('x-b', 'c')
sent.end('body')
request('http://localhost/', { method: 'PUT' }, (response) => response.resume()).end()
get(new URL('http://localhost/'), (response) => response.resume())
new ClientRequest('http://localhost/').abort()
agent.destroy()
const signal = new AbortController().signal
get('http://localhost/', { signal, agent: false })

// @ts-expect-error: an object, a URL or a string is expected
request(80)
// @ts-expect-error: layered has no such option
request({ layered: { maxRedirect: 3 } })
// @ts-expect-error: a string is expected
request({ method: 1 })
