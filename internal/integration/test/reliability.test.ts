/** Proofs of `npm run reliability` work and keep their bounds, in the least size; the page for users has a place for each. reliability.long.ts runs the other proofs. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { Figures } from '../reliability/lib/figures.mjs'
import { growthOf } from '../reliability/lib/fit.mjs'
import { fillPage, proofsIn } from '../reliability/lib/page.mjs'
import { examplesOf, isBroken } from '../reliability/lib/table.mjs'
import { PROOFS } from '../reliability/proofs.mjs'

const MAIN = fileURLToPath(new URL('../reliability/main.mjs', import.meta.url))
const PAGE = new URL('../../../docs/reliability.md', import.meta.url)

/** Milliseconds after which a proof hangs, on however busy a machine. */
const LIMIT = 600_000

const FIGURE = { what: 'a figure', value: 1200, unit: 'ms' }

/** Those that start no processes, or few. */
const CHEAP = ['cuts', 'names', 'full-disk', 'collected', 'requests', 'closing', 'draining']

test('the cheap proofs keep their bounds', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...CHEAP, '--quick'], { timeout: LIMIT }).catch((error: { stdout: string }) => error)
  expect(stdout.split('\n').filter((line) => line.startsWith('✗'))).toEqual([])
  for (const name of CHEAP) expect(stdout).toContain(`\n${name}: `)
}, LIMIT)

test('the page has a place for each proof', () => {
  expect(proofsIn(readFileSync(PAGE, 'utf8')).sort()).toEqual(Object.keys(PROOFS).sort())
})

test('a broken bound is found, described and shown; a dead process breaks all', () => {
  const figures = new Figures({ judgesTimes: true })
  figures.none('losses', ['the first'])
  figures.atMost('latency', 11, 10, { time: true })
  figures.equal('connections', 2, 2)
  const run = { node: '20.1.2', httpName: 'ours', figures: figures.list, ended: undefined }
  expect(isBroken(run)).toBe(true)
  expect(examplesOf(run)).toEqual(['losses: 1, bound 0', '  the first', 'latency: 11, bound ≤ 10'])
  expect(isBroken({ ...run, figures: figures.list.slice(2) })).toBe(false)
  expect(isBroken({ ...run, figures: [], ended: 'SIGABRT' })).toBe(true)
})

test('bounds of time are not judged in a quick run', () => {
  const figures = new Figures({ judgesTimes: false })
  figures.atMost('latency', 11, 10, { time: true })
  figures.atLeast('responses', 1, 2)
  expect(figures.list.map(({ held }) => held)).toEqual([undefined, false])
})

test('growth is that of the samples after the warm-up', () => {
  expect(growthOf([0, 90, 100, 100, 100, 100, 100, 100])).toBe(0)
  expect(growthOf([0, 90, 100, 103, 106, 109, 112, 115])).toBeCloseTo(15)
})

test('figures are written between the marks of their proof, and the others stay', () => {
  const page = 'before\n<!-- reliability: cuts -->\nold\n<!-- /reliability -->\n<!-- reliability: kills -->\nkept\n<!-- /reliability -->\n'
  const runs = [
    { node: '20.1.2', httpName: 'ours', figures: [FIGURE, { what: 'losses', value: 0, bound: '0', held: true }] },
    { node: '20.1.2', httpName: 'node', figures: [FIGURE, { what: 'losses', value: 1, bound: '0', held: false, examples: ['the first'] }] },
    { node: '26.1.2', httpName: 'ours', figures: [], ended: 'SIGABRT' },
  ]
  const { text, charts } = fillPage(page, new Map([['cuts', { command: 'npm run reliability -- cuts', date: '2026-01-02T03:04:05.000Z', runs }]]), 'charts')
  expect(text).toBe(`before
<!-- reliability: cuts -->

|  | bound | layered-http, Node 20 | node:http, Node 20 | layered-http, Node 26 |
| --- | ---: | ---: | ---: | ---: |
| a figure |  | 1,200 ms | 1,200 ms | SIGABRT |
| losses | 0 | 0 | 1 ✗ | SIGABRT |

Bounds that are not kept (✗):

- node:http, Node 20.1.2: losses, for example: the first
- layered-http, Node 26.1.2: the process ended with SIGABRT

\`npm run reliability -- cuts\`, 2026-01-02, Node 20.1.2, 26.1.2.

<!-- /reliability -->
<!-- reliability: kills -->
kept
<!-- /reliability -->
`)
  expect([...charts]).toEqual([])
})

test('samples of a long life become a chart of heap and one of resident memory', () => {
  const page = '<!-- reliability: requests -->\n<!-- /reliability -->\n'
  const held = { heap: 5e6, rss: 9e7 }
  const samples = { mixed: [1, 2].map((exchanges) => ({ exchanges, server: held, client: held })) }
  const { text, charts } = fillPage(page, new Map([['requests', { command: 'c', date: '2026-01-02', runs: [{ node: '20.1.2', httpName: 'ours', figures: [], samples }] }]]), 'charts')
  expect([...charts.keys()]).toEqual(['requests-mixed-heap.svg', 'requests-mixed-rss.svg'])
  expect(text).toContain('](charts/requests-mixed-heap.svg)')
  expect(charts.get('requests-mixed-rss.svg')).toContain('layered-http, client')
})
