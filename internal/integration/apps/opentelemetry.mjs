/** OpenTelemetry's instrumentation of http: a span for the request and one for its handler, in one trace. */
import { createRequire } from 'node:module'
import { once } from 'node:events'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'

export async function run(check, tell) {
  const exporter = new InMemorySpanExporter()
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  provider.register()
  const instrumentation = new HttpInstrumentation()
  instrumentation.setTracerProvider(provider)
  const http = createRequire(import.meta.url)('http')
  const server = http.createServer((req, res) => res.end(req.headers.traceparent))
  server.listen(0)
  await once(server, 'listening')
  const request = http.get(`http://localhost:${server.address().port}/path`)
  const [response] = await once(request, 'response')
  const traceparent = String(Buffer.concat(await response.toArray()))
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  const spans = exporter.getFinishedSpans()
  check('kinds of spans', spans.map(({ kind }) => kind).sort(), [1, 2])
  check('one trace, which the request carried', [new Set(spans.map((span) => span.spanContext().traceId)).size, traceparent.split('-')[1]], [1, spans[0].spanContext().traceId])
  check('status', spans.map(({ attributes }) => attributes['http.status_code'] ?? attributes['http.response.status_code']), [200, 200])
  tell('names and attributes', spans.map(({ name, attributes }) => [name, Object.keys(attributes).sort()]).sort())
  instrumentation.disable()
}
