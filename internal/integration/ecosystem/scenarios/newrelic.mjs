/** newrelic without a collector: transactions of the server and segments of the client. */
import { createRequire } from 'node:module'
import { once } from 'node:events'
import { tmpdir } from 'node:os'

Object.assign(process.env, { NEW_RELIC_ENABLED: 'true', NEW_RELIC_NO_CONFIG_FILE: 'true', NEW_RELIC_APP_NAME: 'a', NEW_RELIC_LICENSE_KEY: 'a'.repeat(40), NEW_RELIC_LOG_ENABLED: 'false', NEW_RELIC_LOG: 'stdout', NEW_RELIC_HOST: 'localhost', NEW_RELIC_PORT: '1', NEW_RELIC_HOME: tmpdir() })
const require = createRequire(import.meta.url)
const newrelic = require('newrelic')
const modules = { http: require('http'), https: require('https') }

export async function run(context) {
  const { check, identity, protocol, listen } = context
  const { createServer, get, request } = modules[protocol]
  const { agent } = newrelic
  agent.setState('started')
  const finished = []
  const note = (transaction) => finished.push(transaction)
  agent.on('transactionFinished', note)
  const inner = await listen(createServer(identity, (req, res) => req.resume().on('end', () => res.end(`${req.headers.traceparent !== undefined}`))))
  const base = await listen(createServer(identity, async (req, res) => {
    const [response] = await once(get(`${inner}/inner`), 'response')
    const text = String(Buffer.concat(await response.toArray()))
    res.writeHead(req.url === '/fail' ? 500 : 200).end(`${newrelic.getTraceMetadata().traceId !== undefined} ${text}`)
  }))
  const answer = async (message, end) => {
    if (end !== undefined) message.end(end)
    const [response] = await once(message, 'response')
    return [response.statusCode, String(Buffer.concat(await response.toArray()))]
  }
  check('a request, and the one that its handler makes, which carries the trace', await answer(get(`${base}/path`)), [200, 'true true'])
  check('a request with a body', (await answer(request(`${base}/path`, { method: 'POST' }), 'body'))[0], 200)
  check('an error', (await answer(get(`${base}/fail`)))[0], 500)
  for (let i = 0; i < 5; i++) await new Promise(setImmediate)
  check('a transaction for each request', [finished.length, finished.map(({ statusCode }) => statusCode).filter((code) => code === 500).length], [6, 1])
  agent.removeListener('transactionFinished', note)
}
