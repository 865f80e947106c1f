/** OpenTelemetry's instrumentation of https: a span for the request and one for its handler, in one trace. */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import { ca, identity, serving } from './serving.mjs'

export async function run(check, tell) {
  const exporter = new InMemorySpanExporter()
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  provider.register()
  const instrumentation = new HttpInstrumentation()
  instrumentation.setTracerProvider(provider)
  const https = createRequire(import.meta.url)('https')
  for (const send of ['get', 'request']) {
    exporter.reset()
    let traceparent
    await serving(https.createServer(identity, (req, res) => res.end(req.headers.traceparent)), async (base) => {
      const request = https[send](`${base}/path`, { ca, agent: new https.Agent() })
      request.end()
      const [response] = await once(request, 'response')
      traceparent = String(Buffer.concat(await response.toArray()))
    })
    const spans = exporter.getFinishedSpans()
    check(`${send}: kinds of spans`, spans.map(({ kind }) => kind).sort(), [1, 2])
    check(`${send}: one trace, which the request carried`, [new Set(spans.map((span) => span.spanContext().traceId)).size, traceparent.split('-')[1]], [1, spans[0].spanContext().traceId])
    check(`${send}: scheme`, spans.map(({ attributes }) => attributes['http.scheme'] ?? attributes['url.scheme'] ?? attributes['http.url']?.split(':')[0]), ['https', 'https'])
    tell(`${send}: names and attributes`, spans.map(({ name, attributes }) => [name, Object.keys(attributes).sort()]).sort())
  }
  instrumentation.disable()
}
