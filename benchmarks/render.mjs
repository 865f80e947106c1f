/**
 * `node render.mjs`: puts the results of `results/*.json` into docs/performance.md, as tables and charts.
 *
 * In that file, `<!-- bench: node20 server -->` … `<!-- /bench -->` is filled with the suite `server` of results/node20.json, and
 * `<!-- bench: overview -->` with one line a suite over all files. What was not measured is said to be so.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chartsOf } from './lib/render/charts.mjs'
import { markdownOf, overviewOf } from './lib/render/markdown.mjs'
import { readReports } from './lib/results.mjs'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const RESULTS = path('results/')
const DOCUMENT = path('../docs/performance.md')
/** Everything in it is written by this program. */
const CHARTS = path('../docs/performance/')

const MARKED = /(<!-- bench: ([\w-]+)(?: ([\w-]+))? -->\n)[^]*?(<!-- \/bench -->)/g

const NOT_MEASURED = 'Not measured yet.'

const results = new Map(
  readdirSync(RESULTS)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file.slice(0, -'.json'.length), readReports(RESULTS + file)]),
)

rmSync(CHARTS, { recursive: true, force: true })
const document = readFileSync(DOCUMENT, 'utf8')
writeFileSync(DOCUMENT, document.replace(MARKED, (_all, open, file, suite, close) => `${open}\n${contentsFor(file, suite)}\n\n${close}`))

function contentsFor(file, suite) {
  if (suite === undefined) return overviewOf(results) ?? NOT_MEASURED
  const report = results.get(file)?.find((report) => report.suite === suite)
  if (report === undefined) return NOT_MEASURED
  const images = chartsOf(report).map(({ name, alt, svg }) => {
    mkdirSync(CHARTS, { recursive: true })
    writeFileSync(`${CHARTS}${file}-${name}.svg`, svg)
    return `![${alt}](performance/${file}-${name}.svg)`
  })
  return [...images, markdownOf(report)].join('\n\n')
}
