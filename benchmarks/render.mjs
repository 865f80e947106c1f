/** `node render.mjs`: puts the results of `results/*.json` into the documents that show them, as tables and charts. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fill } from './lib/render/document.mjs'
import { readReports } from './lib/results.mjs'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))

const RESULTS = path('results')
/** The folder of the charts. This program writes everything in it. */
export const CHARTS = path('../docs/performance')
/** The page with every suite in full. */
export const MEASUREMENTS = path('measurements.md')
/** `folder` is the path of the charts, relative to the document. */
const DOCUMENTS = [
  { file: path('../docs/performance.md'), folder: 'performance' },
  { file: path('../docs/scaling.md'), folder: 'performance' },
  { file: MEASUREMENTS, folder: '../docs/performance' },
  { file: path('../README.md'), folder: 'docs/performance' },
]

/** `{ documents, charts }`: the current and the new text of each document, and SVG by file name. */
export function render() {
  const files = readdirSync(RESULTS).filter((file) => file.endsWith('.json')).sort()
  const results = new Map(files.map((file) => [file.slice(0, -'.json'.length), readReports(join(RESULTS, file))]))
  const charts = new Map()
  const documents = DOCUMENTS.map(({ file, folder }) => {
    const document = readFileSync(file, 'utf8')
    const filled = fill(document, results, folder)
    for (const [name, svg] of filled.charts) charts.set(name, svg)
    return { file, document, text: filled.text }
  })
  return { documents, charts }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { documents, charts } = render()
  for (const { file, text } of documents) writeFileSync(file, text)
  rmSync(CHARTS, { recursive: true, force: true })
  if (charts.size > 0) mkdirSync(CHARTS)
  for (const [name, svg] of charts) writeFileSync(join(CHARTS, name), svg)
}
