/**
 * The document with the results in it. In its text, `<!-- bench: node20 server -->` … `<!-- /bench -->` is filled with the suite `server` of
 * results/node20.json, and `<!-- bench: overview -->` with one line a suite over all files. What was not measured is said to be so.
 */
import { chartsOf } from './charts.mjs'
import { markdownOf, overviewOf } from './markdown.mjs'

const MARKED = /(<!-- bench: ([\w-]+)(?: ([\w-]+))? -->\n)[^]*?(<!-- \/bench -->)/g

const NOT_MEASURED = 'Not measured yet.'

/**
 * @param results - reports by name of their file, without `.json`
 * @param folder - of the charts, as seen from the document
 * @returns `{ text, charts }`: the whole document, and SVG by file name
 */
export function fill(document, results, folder) {
  const charts = new Map()
  const text = document.replace(MARKED, (_all, open, file, suite, close) => `${open}\n${contentsFor(file, suite)}\n\n${close}`)
  return { text, charts }

  function contentsFor(file, suite) {
    if (suite === undefined) return overviewOf(results) ?? NOT_MEASURED
    const report = results.get(file)?.find((report) => report.suite === suite)
    if (report === undefined) return NOT_MEASURED
    const images = chartsOf(report).map(({ name, alt, svg }) => {
      charts.set(`${file}-${name}.svg`, svg)
      return `![${alt}](${folder}/${file}-${name}.svg)`
    })
    return [...images, markdownOf(report)].join('\n\n')
  }
}

/** The suites that a document has a place for. */
export function suitesIn(document) {
  return new Set([...document.matchAll(MARKED)].flatMap(([, , , suite = []]) => suite))
}
