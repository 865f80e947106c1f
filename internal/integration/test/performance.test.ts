/** The pages with measurements show the committed results, and one of them has a place for each suite. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CHARTS, MEASUREMENTS, render } from '../../../benchmarks/render.mjs'
import { fill, suitesIn } from '../../../benchmarks/lib/render/document.mjs'

const SUITES = new URL('../../../benchmarks/suites/', import.meta.url)

/** A suite with a row for each peer, as `--json` writes it. */
const BY_PEER = {
  suite: 'proxy',
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
  warnings: ['it rained'],
}

/** The same on another Node, with another peer, and slower. */
const ON_ANOTHER_NODE = {
  ...BY_PEER,
  machine: { ...BY_PEER.machine, node: 'v22.0.0' },
  rows: [...BY_PEER.rows, { name: 'Bun.serve', values: { cost: { median: 2, min: 1, max: 3 }, rate: { median: 1, min: 1, max: 1 } } }],
  ratios: [
    { ...BY_PEER.ratios[0], value: { median: 0.604, min: 0.6, max: 0.7 } },
    { ...BY_PEER.ratios[0], to: 'Bun.serve', value: { median: 2.5, min: 2, max: 3 } },
  ],
}

/** A suite with a row for each case, two of which have a target. */
const BY_CASE = {
  ...BY_PEER,
  suite: 'parser',
  summary: 'bytes',
  columns: undefined,
  rows: undefined,
  ratios: undefined,
  grids: [
    {
      name: 'parser',
      unit: 'CPU ns/message',
      notes: ['a note'],
      cases: ['small', 'browser request, 10 fields'].map((name) => ({ name, peers: [{ name: 'layered-http', value: { median: 100, min: 90, max: 110 } }, { name: 'Node native', value: { median: 200, min: 190, max: 210 } }] })),
      ratios: [{ ours: 'layered-http', other: 'Node native', cases: [{ median: 0.4, min: 0.3, max: 0.5 }, { median: 0.6, min: 0.5, max: 0.7 }] }],
    },
  ],
}

test('the tables and charts match the results (`node benchmarks/render.mjs` makes them again)', () => {
  const { documents, charts } = render()
  for (const { file, document, text } of documents) expect(text, file).toBe(document)
  const files = existsSync(CHARTS) ? readdirSync(CHARTS).sort() : []
  expect(files).toEqual([...charts.keys()].sort())
  for (const file of files) expect(readFileSync(join(CHARTS, file), 'utf8')).toBe(charts.get(file))
})

test('every suite has a place', () => {
  const names = readdirSync(SUITES).map((file) => file.slice(0, -'.mjs'.length))
  expect([...suitesIn(readFileSync(MEASUREMENTS, 'utf8'))].sort()).toEqual(names.sort())
})

test('the page for users has no targets', () => {
  const page = render().documents.find(({ file }) => file.endsWith('performance.md'))!
  expect(page.text).not.toMatch(/≤|\btarget\b|, (?:not )?met\b/)
})

test('the text between two marks is replaced, and nothing else', () => {
  const document = 'before\n<!-- bench: proxy -->\nold\n<!-- /bench -->\nbetween\n<!-- bench: overview -->\n<!-- /bench -->\nafter\n'
  const results = new Map([['node20', [BY_PEER]], ['node22', [ON_ANOTHER_NODE]]])
  const { text, charts } = fill(document, results, 'charts')
  expect(text).toBe(`before
<!-- bench: proxy -->

![CPU µs/request: Node 20: layered-http 5, node:http 10; Node 22: layered-http 5, node:http 10, Bun.serve 2](charts/proxy.svg)

| CPU µs/request | Node 20 | Node 22 |
| --- | ---: | ---: |
| layered-http | 5.00 (4.00–6.00) | 5.00 (4.00–6.00) |
| node:http | 10.00 (9.00–12.00) | 10.00 (9.00–12.00) |
| Bun.serve |  | 2.00 (1.00–3.00) |

| layered-http / it | target | Node 20 | Node 22 |
| --- | ---: | ---: | ---: |
| node:http | ≤ 0.60 | 0.50 (0.40–0.60), met | 0.60 (0.60–0.70), met |
| Bun.serve |  |  | 2.50 (2.00–3.00) |

<details>
<summary>Node 20 in detail</summary>

|  | CPU µs/request | requests/s |
| --- | ---: | ---: |
| layered-http | 5.00 (4.00–6.00) | 200,000 |
| node:http | 10.00 (9.00–12.00) | 100,000 |

Node 20.0.0; linux x64, a processor, 2 cores; load: none; 2026-01-02.

- it rained

</details>

<details>
<summary>Node 22 in detail</summary>

|  | CPU µs/request | requests/s |
| --- | ---: | ---: |
| layered-http | 5.00 (4.00–6.00) | 200,000 |
| node:http | 10.00 (9.00–12.00) | 100,000 |
| Bun.serve | 2.00 (1.00–3.00) | 1 |

Node 22.0.0; linux x64, a processor, 2 cores; load: none; 2026-01-02.

- it rained

</details>

<!-- /bench -->
between
<!-- bench: overview -->

| suite | ratio | target | Node 20 | Node 22 |
| --- | ---: | ---: | ---: | ---: |
| proxy: hello & goodbye | layered-http / node:http | ≤ 0.60 | 0.50 (0.40–0.60), met | 0.60 (0.60–0.70), met |

<!-- /bench -->
after
`)
  expect(charts.get('proxy.svg')).toContain('hello &#38; goodbye')
  expect(fill(text, results, 'charts').text).toBe(text)
})

test('for a suite with many cases, one table has the ratios of all Nodes, and the overview counts the cases', () => {
  const document = '<!-- bench: parser -->\n<!-- /bench -->\n<!-- bench: overview -->\n<!-- /bench -->\n'
  const { text, charts } = fill(document, new Map([['node20', [BY_CASE]], ['node22', [BY_CASE]]]), 'charts')
  expect(text).toContain(`| parser | ratio | target | Node 20 | Node 22 |
| --- | ---: | ---: | ---: | ---: |
| small | layered-http / Node native | ≤ 0.50 | 0.40 (0.30–0.50), met | 0.40 (0.30–0.50), met |
| browser request, 10 fields | layered-http / Node native | ≤ 0.50 | 0.60 (0.50–0.70), not met | 0.60 (0.50–0.70), not met |
`)
  const counted = '0.40 to 0.60 in 2 cases, met in 1'
  expect(text).toContain(`| parser: bytes | layered-http / Node native | ≤ 0.50 | ${counted} | ${counted} |`)
  expect([...charts.keys()]).toEqual(['parser-nodes-1.svg', 'parser-1.svg'])
})

test('the headline compares four kinds of work on one Node', () => {
  const row = (suite: string, unit: string, ours: number, theirs: number) => ({
    ...BY_PEER,
    suite,
    columns: [{ key: 'cost', title: unit, digits: 2 }],
    rows: [['layered-http', ours], ['node:http', theirs]].map(([name, median]) => ({ name, values: { cost: { median, min: median, max: median } } })),
    ratios: [{ key: 'cost', to: 'node:http', value: { median: ours / theirs, min: 0.5, max: 0.9 } }],
  })
  const grid = BY_CASE.grids[0]!
  const parser = {
    ...BY_CASE,
    grids: [{
      ...grid,
      cases: grid.cases.map((one) => ({ ...one, peers: one.peers.map((peer) => ({ ...peer, name: peer.name === 'layered-http' ? 'layered-http, rawHeaders' : peer.name })) })),
      ratios: [{ ...grid.ratios[0]!, ours: 'layered-http, rawHeaders' }],
    }],
  }
  const reports = [row('server', 'CPU µs/request', 6, 10), row('client', 'CPU µs/request', 12, 20), row('memory', 'heap bytes/connection', 1700, 2800), parser]
  const { text, charts } = fill('<!-- bench: headline -->\n<!-- /bench -->\n', new Map([['node20', []], ['node24', reports]]), 'charts')
  expect(text).toBe(`<!-- bench: headline -->

![Answer a small request: 60 % of the cost with node:http; Send a request, read its response: 60 % of the cost with node:http; Parse a request of a browser: 60 % of the cost with node:http; Keep an idle connection open: 61 % of the cost with node:http](charts/headline.svg)

|  | node:http | layered-http | cost with layered-http |
| --- | ---: | ---: | ---: |
| Answer a small request | 10.0 µs of CPU | 6.0 µs of CPU | 60 % |
| Send a request, read its response | 20.0 µs of CPU | 12.0 µs of CPU | 60 % |
| Parse a request of a browser | 0.2 µs of CPU | 0.1 µs of CPU | 60 % |
| Keep an idle connection open | 2.8 kB of heap | 1.7 kB of heap | 61 % |

<!-- /bench -->
`)
  expect([...charts.keys()]).toEqual(['headline.svg'])
  expect(fill('<!-- bench: headline -->\n<!-- /bench -->\n', new Map([['node24', reports.slice(1)]]), 'charts').text).toContain('Not measured yet.')
})

test('a brief is one chart and one table, and ratios have a line for each suite', () => {
  const results = new Map([['node20', [BY_PEER, BY_CASE]], ['node22', [ON_ANOTHER_NODE]]])
  const shown = (what: string): string => fill(`<!-- bench: ${what} -->\n<!-- /bench -->\n`, results, 'charts').text.replace(/<!--.*-->\n\n?|!\[.*\]/g, '')
  expect(shown('brief proxy')).toBe(`(charts/proxy.svg)

| CPU µs/request | Node 20 | Node 22 |
| --- | ---: | ---: |
| layered-http | 5.00 (4.00–6.00) | 5.00 (4.00–6.00) |
| node:http | 10.00 (9.00–12.00) | 10.00 (9.00–12.00) |
| Bun.serve |  | 2.00 (1.00–3.00) |

`)
  expect(shown('brief parser')).toContain(`(charts/parser-nodes-1.svg)

On Node 20:

| parser, CPU ns/message | layered-http | Node native |
`)
  expect(shown('ratios')).toBe(`|  | Node 20 | Node 22 |
| --- | ---: | ---: |
| hello & goodbye | 0.50 (0.40–0.60) | 0.60 (0.60–0.70) |

`)
})

/** A suite with a floor: 4 beside 2 above it, and in one round a peer that is not above it. */
const WITH_FLOOR = {
  ...BY_PEER,
  suite: 'server',
  rows: [['layered-http', [6, 7, 6]], ['node:http', [8, 12, 4]], ['raw net (floor)', [4, 4, 4]]].map(([name, costs]) => ({
    name,
    values: { cost: { median: 6, min: 4, max: 12 }, rate: { median: 1, min: 1, max: 1 } },
    samples: (costs as number[]).map((cost) => ({ cost, user: cost })),
  })),
}

test('suites with a floor show the ratio of the costs above it', () => {
  const results = new Map([['node20', [WITH_FLOOR]], ['node22', [ON_ANOTHER_NODE]]])
  const document = '<!-- bench: server -->\n<!-- /bench -->\n<!-- bench: overview -->\n<!-- /bench -->\n<!-- bench: above -->\n<!-- /bench -->\n'
  const { text } = fill(document, results, 'charts')
  // (6 − 4) / (8 − 4), (7 − 4) / (12 − 4); the third round has none.
  expect(text).toContain('| node:http, above the floor | ≤ 0.35 | 0.44 (0.38–0.50), not met |\n')
  expect(text).toContain('| server: hello & goodbye | layered-http / node:http |  | 0.50 (0.40–0.60) |  |\n')
  expect(text).toContain('| server: hello & goodbye | layered-http / node:http, above the floor | ≤ 0.35 | 0.44 (0.38–0.50), not met |  |\n')
  expect(text).toContain('<!-- bench: above -->\n\n|  | Node 20 | Node 22 |\n| --- | ---: | ---: |\n| hello & goodbye | 0.44 (0.38–0.50) |  |\n\n<!-- /bench -->')
})

test('connections in a gigabyte, idle and active', () => {
  const memory = { ...BY_PEER, suite: 'memory', rows: BY_PEER.rows.map((row, index) => ({ ...row, values: { rss: { median: [5000, 12_500][index] } } })) }
  const one = (name: string, ours: number[], theirs: number[]) => ({ name, peers: [{ name: 'layered-http', samples: ours }, { name: 'node:http', samples: theirs }] })
  const busy = { ...BY_CASE, suite: 'load-memory', grids: [{ name: 'RSS, largest', cases: [one('50 connections', [80, 81, 90], [90, 90, 90]), one('1,000 connections', [100, 99, 101], [80, 81, 82])] }] }
  const { text } = fill('<!-- bench: capacity -->\n<!-- /bench -->\n', new Map([['node20', [memory]], ['node24', [memory, busy]]]), 'charts')
  expect(text).toBe(`<!-- bench: capacity -->

| layered-http / node:http | Node 20 | Node 24 |
| --- | ---: | ---: |
| memory of each idle connection | 5.0 kB / 12.5 kB | 5.0 kB / 12.5 kB |
| idle connections in a GB | 200,000 / 80,000 | 200,000 / 80,000 |
| memory of a busy server with 50 connections |  | 81 MB / 90 MB |
| memory of a busy server with 1,000 connections |  | 100 MB / 81 MB |
| memory of each active connection |  | 20.0 kB / -9.5 kB |
| active connections in a GB |  | 50,000 / – |

<!-- /bench -->
`)
})

test('a suite of cases has our number and that of node:http in one cell, and its charts alone', () => {
  const grid = BY_CASE.grids[0]!
  const growth = { ...BY_CASE, suite: 'growth', grids: [{ ...grid, cases: grid.cases.map((one, index) => ({ ...one, name: ['10', '1,000'][index], peers: one.peers.map((peer) => ({ ...peer, name: peer.name.replace('Node native', 'node:http') })) })) }] }
  const document = '<!-- bench: compared growth -->\n<!-- /bench -->\n<!-- bench: curves growth -->\n<!-- /bench -->\n'
  const { text, charts } = fill(document, new Map([['node20', [growth]], ['node22', []], ['node24', [growth]]]), 'charts')
  expect(text).toBe(`<!-- bench: compared growth -->

| parser, CPU ns/message: layered-http / node:http | Node 20 | Node 24 |
| --- | ---: | ---: |
| 10 | 100 / 200 | 100 / 200 |
| 1,000 | 100 / 200 | 100 / 200 |

<!-- /bench -->
<!-- bench: curves growth -->

![parser, CPU ns/message, Node 20, in 2 cases; the tables have the numbers](charts/growth-1.svg)

<!-- /bench -->
`)
  expect(charts.get('growth-1.svg')).toContain('<polyline')
})

test('a warning says that the numbers of a quick run mean nothing', () => {
  const document = '<!-- bench: proxy -->\n<!-- /bench -->\n'
  expect(fill(document, new Map([['node20', [{ ...BY_PEER, quick: true }]]]), 'charts').text).toContain('the numbers mean nothing')
})

test('a suite that was not measured has no numbers', () => {
  const document = '<!-- bench: server -->\n<!-- /bench -->\n'
  expect(fill(document, new Map(), 'charts').text).toBe('<!-- bench: server -->\n\nNot measured yet.\n\n<!-- /bench -->\n')
})
