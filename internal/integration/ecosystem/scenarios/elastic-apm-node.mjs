/** elastic-apm-node, whose server is a server of the test. */
import { createRequire } from 'node:module'
import { once } from 'node:events'
import { createServer as createCollector } from '../lib/untraced.mjs'

const require = createRequire(import.meta.url)
const collector = await createCollector()
const apm = require('elastic-apm-node').start({ serverUrl: collector.url, serviceName: 'a', centralConfig: false, cloudProvider: 'none', metricsInterval: 0, logLevel: 'off', apiRequestTime: '1s', captureSpanStackTraces: false })
const modules = { http: require('http'), https: require('https') }

export async function run(context) {
  const { check, identity, protocol, listen } = context
  const { createServer, get, request } = modules[protocol]
  const seen = []
  const base = await listen(createServer(identity, (req, res) => {
    seen.push([apm.currentTransaction?.type, req.headers.traceparent?.split('-')[1]])
    req.resume().on('end', () => (req.url === '/fail' ? res.writeHead(500).end() : res.end('hello')))
  }))
  const answer = async (message, end) => {
    if (end !== undefined) message.end(end)
    const [response] = await once(message, 'response')
    return [response.statusCode, String(Buffer.concat(await response.toArray()))]
  }
  const transaction = apm.startTransaction('outer', 'custom')
  check('a request', await answer(get(`${base}/path`)), [200, 'hello'])
  check('a request with a body', await answer(request(`${base}/path`, { method: 'POST' }), 'body'), [200, 'hello'])
  check('an error', (await answer(get(`${base}/fail`)))[0], 500)
  check('the handler has a transaction, and the request carried the trace', seen, Array(3).fill(['request', transaction.traceparent.split('-')[1]]))
  transaction.end()
  await new Promise((resolve) => apm.flush(resolve))
  check('the tracer sends its spans', (await collector.next()).length > 0, true)
}
