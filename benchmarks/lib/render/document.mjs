/**
 * A document with the results in it: the text between `<!-- bench: WHAT -->` and `<!-- /bench -->` is replaced. WHAT is one of
 *
 * - `server`, the name of a suite: charts, all tables and targets, and the details of each Node
 * - `brief server`: one chart and one table of it
 * - `overview`: one line for each suite, with its targets; `ratios`: the same without targets
 * - `headline`: four numbers for new readers
 */
import { chartsOf } from './charts.mjs'
import { headlineOf } from './headline.mjs'
import { briefOf, markdownOf } from './markdown.mjs'
import { overviewOf, ratiosOf } from './overview.mjs'

const MARKED = /(<!-- bench: ([\w -]+?) -->\n)[^]*?(<!-- \/bench -->)/g

const BRIEF = 'brief '

const NOT_MEASURED = 'Not measured yet.'

/**
 * @param results - reports by name of their file, without `.json`
 * @param folder - of the charts, relative to the document
 * @returns `{ text, charts }`: the whole document, and SVG by file name
 */
export function fill(document, results, folder) {
  const charts = new Map()
  const nodes = [...results].map(([file, reports]) => ({ node: file.replace(/^node(?=\d)/, 'Node '), reports }))
  const text = document.replace(MARKED, (_all, open, what, close) => `${open}\n${contentsFor(what) ?? NOT_MEASURED}\n\n${close}`)
  return { text, charts }

  function contentsFor(what) {
    if (what === 'overview') return overviewOf(nodes)
    if (what === 'ratios') return ratiosOf(nodes)
    if (what === 'headline') return headline()
    return what.startsWith(BRIEF) ? brief(what.slice(BRIEF.length)) : everythingAbout(what)
  }

  function headline() {
    const found = headlineOf(nodes)
    return found && [image(found.chart), found.text].join('\n\n')
  }

  function brief(suite) {
    const measured = measuredOf(suite)
    return measured.length === 0 ? undefined : [image(chartsOf(measured)[0]), briefOf(measured)].join('\n\n')
  }

  function everythingAbout(suite) {
    const measured = measuredOf(suite)
    return measured.length === 0 ? undefined : [...chartsOf(measured).map(image), markdownOf(measured)].join('\n\n')
  }

  function measuredOf(suite) {
    return nodes.flatMap(({ node, reports }) => reports.filter((report) => report.suite === suite).map((report) => ({ node, report })))
  }

  function image({ name, alt, svg }) {
    charts.set(`${name}.svg`, svg)
    return `![${alt}](${folder}/${name}.svg)`
  }
}

/** Returns the suites that a document shows in full. */
export function suitesIn(document) {
  const others = new Set(['overview', 'ratios', 'headline'])
  return new Set([...document.matchAll(MARKED)].map(([, , what]) => what).filter((what) => !others.has(what) && !what.startsWith(BRIEF)))
}
