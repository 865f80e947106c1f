/**
 * docs/reliability.md with figures in it: the text between `<!-- reliability: NAME -->` and `<!-- /reliability -->` is replaced by those of proof NAME. A
 * proof that was not run keeps what is there.
 */
import { table } from '../../../../benchmarks/lib/render/markdown.mjs'
import { chartsOf } from './charts.mjs'
import { IMPLEMENTATIONS } from './http.mjs'
import { tableOf } from './table.mjs'

const MARKED = /(<!-- reliability: ([\w-]+) -->\n)[^]*?(<!-- \/reliability -->)/g

/**
 * @param reports - by name of the proof `{ command, date, runs }`
 * @param folder - of the charts, as seen from the page
 * @returns `{ text, charts }`: the whole page, and SVG by file name
 */
export function fillPage(page, reports, folder) {
  const charts = new Map()
  const text = page.replace(MARKED, (all, open, name, close) => {
    const report = reports.get(name)
    return report === undefined ? all : `${open}\n${contentsOf(name, report)}\n\n${close}`
  })
  return { text, charts }

  function contentsOf(name, { command, date, runs }) {
    const images = chartsOf(name, runs).map(({ file, alt, svg }) => {
      charts.set(file, svg)
      return `![${alt}](${folder}/${file})`
    })
    const broken = runs.flatMap((run) => brokenOf(run).map((line) => `- ${IMPLEMENTATIONS[run.httpName].label}, Node ${run.node}: ${line}`))
    const versions = [...new Set(runs.map(({ node }) => node))].join(', ')
    return [...images, table(tableOf(runs)), ...(broken.length > 0 ? [`Bounds that are not kept (✗):\n\n${broken.join('\n')}`] : []), `\`${command}\`, ${date.slice(0, 10)}, Node ${versions}.`].join('\n\n')
  }
}

/** Bounds that a run broke, each with its first example. */
function brokenOf({ figures, ended }) {
  if (ended !== undefined) return [`the process ended with ${ended}`]
  return figures.filter(({ held }) => held === false).map(({ what, examples = [] }) => [what, ...examples.slice(0, 1)].join(', for example: '))
}

/** The proofs that a page has a place for. */
export function proofsIn(page) {
  return [...page.matchAll(MARKED)].map(([, , name]) => name)
}
