/** OpenTelemetry's instrumentation of http and https. */
import { createRequire } from 'node:module'
import { once } from 'node:events'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'

const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
provider.register()
const instrumentation = new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url }) => url === '/ignored' })
instrumentation.setTracerProvider(provider)
const require = createRequire(import.meta.url)
const modules = { http: require('http'), https: require('https') }

export async function run(context) {
  const { check, tell, identity, protocol, listen } = context
  const { createServer, get, request } = modules[protocol]
  const base = await listen(createServer(identity, (req, res) => {
    if (req.url === '/fail') res.writeHead(500).end()
    else if (req.url === '/cut') res.destroy()
    else req.resume().on('end', () => res.end(req.headers.traceparent ?? 'none'))
  }))
  const answer = async (message, end) => {
    if (end !== undefined) message.end(end)
    const [response] = await once(message, 'response')
    return String(Buffer.concat(await response.toArray()))
  }
  const spans = async (act) => {
    exporter.reset()
    const result = await act()
    for (let i = 0; i < 5; i++) await new Promise(setImmediate)
    return { result, spans: exporter.getFinishedSpans().toSorted((a, b) => a.kind - b.kind) }
  }
  const ok = await spans(() => answer(get(`${base}/path`)))
  check('a span for each side', ok.spans.map(({ kind }) => kind), [1, 2])
  check('they are in one trace, which the request carried', [new Set(ok.spans.map((span) => span.spanContext().traceId)).size, ok.result.split('-')[1]], [1, ok.spans[0]?.spanContext().traceId])
  tell('names and attributes', ok.spans.map(({ name, attributes }) => [name, Object.keys(attributes).sort()]))
  const failed = await spans(() => answer(get(`${base}/fail`)))
  check('the status of an error', failed.spans.map(({ status }) => status.code), [2, 2])
  const posted = await spans(() => answer(request(`${base}/path`, { method: 'POST' }), 'body'))
  check('POST', posted.spans.map(({ attributes }) => attributes['http.method'] ?? attributes['http.request.method']), ['POST', 'POST'])
  const cut = await spans(() => once(get(`${base}/cut`), 'response').catch(({ code }) => code))
  check('a connection that is cut', [cut.result, cut.spans.some(({ status }) => status.code === 2)], ['ECONNRESET', true])
  const ignored = await spans(() => answer(get(`${base}/ignored`)))
  check('a request that is ignored by the server', ignored.spans.map(({ kind }) => kind), [2])
  const nested = await spans(() => provider.getTracer('a').startActiveSpan('outer', async (span) => {
    await Promise.all([answer(get(`${base}/1`)), answer(get(`${base}/2`))])
    span.end()
  }))
  check('a span around requests is their parent', new Set(nested.spans.map((span) => span.spanContext().traceId)).size, 1)
}
