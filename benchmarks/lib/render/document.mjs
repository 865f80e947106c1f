/**
 * The document with the results in it. In its text, `<!-- bench: server -->` … `<!-- /bench -->` is filled with the suite `server` of
 * all files of results, and `<!-- bench: overview -->` with one line a suite. What was not measured is said to be so.
 */
import { chartsOf } from './charts.mjs'
import { markdownOf } from './markdown.mjs'
import { overviewOf } from './overview.mjs'

const MARKED = /(<!-- bench: ([\w-]+) -->\n)[^]*?(<!-- \/bench -->)/g

/** Instead of the name of a suite. */
const OVERVIEW = 'overview'

const NOT_MEASURED = 'Not measured yet.'

/**
 * @param results - reports by name of their file, without `.json`
 * @param folder - of the charts, as seen from the document
 * @returns `{ text, charts }`: the whole document, and SVG by file name
 */
export function fill(document, results, folder) {
  const charts = new Map()
  const nodes = [...results].map(([file, reports]) => ({ node: file.replace(/^node(?=\d)/, 'Node '), reports }))
  const text = document.replace(MARKED, (_all, open, what, close) => `${open}\n${contentsFor(what)}\n\n${close}`)
  return { text, charts }

  function contentsFor(suite) {
    if (suite === OVERVIEW) return overviewOf(nodes) ?? NOT_MEASURED
    const measured = nodes.flatMap(({ node, reports }) => reports.filter((report) => report.suite === suite).map((report) => ({ node, report })))
    if (measured.length === 0) return NOT_MEASURED
    const images = chartsOf(measured).map(({ name, alt, svg }) => {
      charts.set(`${name}.svg`, svg)
      return `![${alt}](${folder}/${name}.svg)`
    })
    return [...images, markdownOf(measured)].join('\n\n')
  }
}

/** The suites that a document has a place for. */
export function suitesIn(document) {
  return new Set([...document.matchAll(MARKED)].map(([, , what]) => what).filter((what) => what !== OVERVIEW))
}
