/**
 * A document with the results in it: the text between `<!-- bench: WHAT -->` and `<!-- /bench -->` is replaced. WHAT is one of
 *
 * - `server`, the name of a suite: charts, all tables and targets, and the details of each Node
 * - `brief server`: one chart and one table of it; `curves growth`: all of its charts, and no table
 * - `compared latency`: its cases with our number and that of `node:http` on each Node
 * - `overview`: one line for each suite, with its targets; `ratios`: the same without targets
 * - `above`: our part of the cost above the floor, one line for each suite that has a target for it
 * - `capacity`: connections in a gigabyte
 * - `headline`: four numbers for new readers
 */
import { aboveOf } from './above.mjs'
import { capacityOf } from './capacity.mjs'
import { chartsOf } from './charts.mjs'
import { comparedOf } from './compared.mjs'
import { headlineOf } from './headline.mjs'
import { briefOf, markdownOf } from './markdown.mjs'
import { overviewOf, ratiosOf } from './overview.mjs'

const MARKED = /(<!-- bench: ([\w -]+?) -->\n)[^]*?(<!-- \/bench -->)/g

/** Blocks that show the results of several suites. */
const OF_ALL = { overview: overviewOf, ratios: ratiosOf, above: aboveOf, capacity: capacityOf }
const HEADLINE = 'headline'

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
    if (what in OF_ALL) return OF_ALL[what](nodes)
    if (what === HEADLINE) return headline()
    const [kind, suite] = what.split(' ')
    if (suite === undefined) return about(what, everything)
    return about(suite, { brief, curves, compared: comparedOf }[kind])
  }

  function headline() {
    const found = headlineOf(nodes)
    return found && [image(found.chart), found.text].join('\n\n')
  }

  /** Returns what `show` makes of one suite's reports; undefined if there are none. */
  function about(suite, show) {
    const measured = measuredOf(suite)
    return measured.length === 0 ? undefined : show(measured)
  }

  function brief(measured) {
    return [image(chartsOf(measured)[0]), briefOf(measured)].join('\n\n')
  }

  function curves(measured) {
    return chartsOf(measured).map(image).join('\n\n')
  }

  function everything(measured) {
    return [...chartsOf(measured).map(image), markdownOf(measured)].join('\n\n')
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
  return new Set([...document.matchAll(MARKED)].map(([, , what]) => what).filter((what) => !(what in OF_ALL) && what !== HEADLINE && !what.includes(' ')))
}
