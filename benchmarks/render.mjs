/** `node render.mjs`: puts the results of `results/*.json` into docs/performance.md, as tables and charts. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fill } from './lib/render/document.mjs'
import { readReports } from './lib/results.mjs'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))

const RESULTS = path('results')
export const DOCUMENT = path('../docs/performance.md')
/** Everything in it is written by this program. */
export const CHARTS = path('../docs/performance')

/** The document as it is, and `{ text, charts }` as it should be. */
export function render() {
  const files = readdirSync(RESULTS).filter((file) => file.endsWith('.json')).sort()
  const results = new Map(files.map((file) => [file.slice(0, -'.json'.length), readReports(join(RESULTS, file))]))
  const document = readFileSync(DOCUMENT, 'utf8')
  return { document, ...fill(document, results, 'performance') }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { text, charts } = render()
  writeFileSync(DOCUMENT, text)
  rmSync(CHARTS, { recursive: true, force: true })
  if (charts.size > 0) mkdirSync(CHARTS)
  for (const [name, svg] of charts) writeFileSync(join(CHARTS, name), svg)
}
