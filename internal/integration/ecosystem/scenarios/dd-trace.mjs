/** dd-trace, whose agent is a server of the test. */
import { createRequire } from 'node:module'
import { once } from 'node:events'
import { createServer as createAgent } from '../lib/untraced.mjs'

const require = createRequire(import.meta.url)
const agent = await createAgent()
process.env.DD_TRACE_AGENT_URL = agent.url
process.env.DD_INSTRUMENTATION_TELEMETRY_ENABLED = 'false'
process.env.DD_REMOTE_CONFIGURATION_ENABLED = 'false'
const tracer = require('dd-trace').init({ flushInterval: 20, startupLogs: false, runtimeMetrics: false, plugins: true })
const modules = { http: require('http'), https: require('https') }

export async function run(context) {
  const { check, identity, protocol, listen } = context
  const { createServer, get, request } = modules[protocol]
  const seen = []
  const base = await listen(createServer(identity, (req, res) => {
    seen.push([tracer.scope().active() !== null, req.headers['x-datadog-trace-id']])
    req.resume().on('end', () => (req.url === '/fail' ? res.writeHead(500).end() : res.end('hello')))
  }))
  const answer = async (message, end) => {
    if (end !== undefined) message.end(end)
    const [response] = await once(message, 'response')
    return [response.statusCode, String(Buffer.concat(await response.toArray()))]
  }
  const trace = await tracer.trace('outer', async (span) => {
    check('a request', await answer(get(`${base}/path`)), [200, 'hello'])
    check('a request with a body', await answer(request(`${base}/path`, { method: 'POST' }), 'body'), [200, 'hello'])
    check('an error', (await answer(get(`${base}/fail`)))[0], 500)
    return span.context().toTraceId()
  })
  check('the handler has a span, and the request carried the trace', seen, Array(3).fill([true, trace]))
  check('the tracer sends its spans', (await agent.next()).length > 0, true)
}
