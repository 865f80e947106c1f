/** docs/performance.md says what the results of the benchmarks say, and has a place for each suite. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CHARTS, render } from '../../../benchmarks/render.mjs'
import { fill, suitesIn } from '../../../benchmarks/lib/render/document.mjs'

const SUITES = new URL('../../../benchmarks/suites/', import.meta.url)

/** A suite with a row for each peer, as `--json` writes it. */
const BY_PEER = {
  suite: 'server',
  summary: 'hello & goodbye',
  date: '2026-01-02T03:04:05.000Z',
  quick: false,
  machine: { node: 'v20.0.0', platform: 'linux x64', cpu: 'a processor', cores: 2, pinning: null },
  conditions: 'load: none',
  columns: [
    { key: 'cost', title: 'CPU µs/request', digits: 2, range: true, compared: true },
    { key: 'rate', title: 'requests/s', digits: 0 },
  ],
  rows: [
    { name: 'layered-http', values: { cost: { median: 5, min: 4, max: 6 }, rate: { median: 200_000, min: 1, max: 2 } } },
    { name: 'node:http', values: { cost: { median: 10, min: 9, max: 12 }, rate: { median: 100_000, min: 1, max: 2 } } },
  ],
  ratios: [{ key: 'cost', title: 'CPU µs/request', to: 'node:http', value: { median: 0.5, min: 0.4, max: 0.6 } }],
  warnings: [],
}

test('the tables and charts are those of the results; `node benchmarks/render.mjs` makes them anew', () => {
  const { document, text, charts } = render()
  expect(text).toBe(document)
  const files = existsSync(CHARTS) ? readdirSync(CHARTS).sort() : []
  expect(files).toEqual([...charts.keys()].sort())
  for (const file of files) expect(readFileSync(join(CHARTS, file), 'utf8')).toBe(charts.get(file))
})

test('every suite has a place', () => {
  const names = readdirSync(SUITES).map((file) => file.slice(0, -'.mjs'.length))
  expect([...suitesIn(render().document)].sort()).toEqual(names.sort())
})

test('what stands between two marks is replaced, and nothing else', () => {
  const document = 'before\n<!-- bench: node20 server -->\nold\n<!-- /bench -->\nbetween\n<!-- bench: overview -->\n<!-- /bench -->\nafter\n'
  const { text, charts } = fill(document, new Map([['node20', [BY_PEER]]]), 'charts')
  expect(text).toBe(`before
<!-- bench: node20 server -->

![CPU µs/request: layered-http 5, node:http 10](charts/node20-server.svg)

|  | CPU µs/request | requests/s | layered-http / it |
| --- | ---: | ---: | ---: |
| layered-http | 5.00 (4.00–6.00) | 200,000 |  |
| node:http | 10.00 (9.00–12.00) | 100,000 | 0.50 (0.40–0.60) |

Node 20.0.0; linux x64, a processor, 2 cores; load: none; 2026-01-02.

<!-- /bench -->
between
<!-- bench: overview -->

| layered-http / node:http | node20 |
| --- | ---: |
| server: hello & goodbye | 0.50 (0.40–0.60) |

<!-- /bench -->
after
`)
  expect(charts.get('node20-server.svg')).toContain('hello &#38; goodbye')
  expect(fill(text, new Map([['node20', [BY_PEER]]]), 'charts').text).toBe(text)
})

test('numbers of a quick run are said to mean nothing', () => {
  const document = '<!-- bench: node20 server -->\n<!-- /bench -->\n'
  expect(fill(document, new Map([['node20', [{ ...BY_PEER, quick: true }]]]), 'charts').text).toContain('the numbers mean nothing')
})

test('what was not measured has no number', () => {
  const document = '<!-- bench: node22 server -->\n<!-- /bench -->\n'
  expect(fill(document, new Map(), 'charts').text).toBe('<!-- bench: node22 server -->\n\nNot measured yet.\n\n<!-- /bench -->\n')
})
