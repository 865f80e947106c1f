/** The exporters of examples/metrics export what a server and an agent have counted. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { expect, it } from 'vitest'
import { createServer } from '@layered-http/server'
import { exchangeBytes, listen } from '@layered-http/test-kit'
import { observeSeries } from '../opentelemetry.mjs'
import { serverSeries } from '../series.mjs'

it('exports to Prometheus', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['main.mjs', '--once'], { cwd: fileURLToPath(new URL('..', import.meta.url)) })
  expect(stdout).toContain('# TYPE http_server_connections gauge\nhttp_server_connections{state="idle"} 0\nhttp_server_connections{state="active"} 1\n')
  // The request for the metrics is under way.
  expect(stdout).toContain('\nhttp_server_requests_total 3\n')
  expect(stdout).toContain('\nhttp_server_responses_total{class="2xx"} 1\n')
  expect(stdout).toContain('\nhttp_server_responses_total{class="4xx"} 1\n')
  expect(stdout).toMatch(/\nhttp_agent_reused_total\{origin="http:\/\/127\.0\.0\.1:\d+"\} 2\n/)
})

it('exports to OpenTelemetry', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const provider = new MeterProvider({ readers: [reader] })
  const server = createServer({ layered: { stats: true } }, (_req, res) => void res.end())
  observeSeries(provider.getMeter('example'), () => serverSeries(server))
  await exchangeBytes(await listen(server), 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await exchangeBytes((server.address() as { port: number }).port, 'bad input\r\n\r\n')
  server.close()
  await once(server, 'close')
  await reader.forceFlush()
  const points = new Map(exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics.map((metric) => [metric.descriptor.name, metric.dataPoints.map(({ attributes, value }) => [attributes, value])]))))
  expect(points.get('http_server_requests_total')).toEqual([[{}, 1]])
  expect(points.get('http_server_refused_total')).toEqual([[{ reason: 'HPE_INVALID_METHOD' }, 1]])
  expect(points.get('http_server_responses_total')).toContainEqual([{ class: '2xx' }, 1])
  await provider.shutdown()
})
