/**
 * OpenTelemetry, unchanged: a span for a request, one for its handler, in one trace.
 *
 *     node --import @layered-http/compat-node-http/register tracing.mjs
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'

// An application has an exporter of its collector here.
const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
provider.register()
new HttpInstrumentation().setTracerProvider(provider)

// require, because the instrumentation changes what it returns; it must be called after the instrumentation was made.
const http = createRequire(import.meta.url)('node:http')

const server = http.createServer((req, res) => res.end(req.headers.traceparent)).listen(0, '127.0.0.1')
await once(server, 'listening')
const [res] = await once(http.get({ host: '127.0.0.1', port: server.address().port, path: '/notes' }), 'response')
const traceparent = String(Buffer.concat(await res.toArray()))
server.closeAllConnections()
await once(server.close(), 'close')

const spans = exporter.getFinishedSpans()
console.log('spans:', spans.length)
console.log('traces:', new Set(spans.map((span) => span.spanContext().traceId)).size)
console.log('the request had the id of its trace:', traceparent.includes(spans[0].spanContext().traceId))
