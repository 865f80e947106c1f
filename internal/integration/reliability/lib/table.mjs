/** The figures of one proof as a table: a row for each figure, a column for each run. */
import { IMPLEMENTATIONS } from './http.mjs'
import { withUnit } from './units.mjs'

/** @param runs - `{ node, httpName, figures, ended }` of one proof; @returns rows of strings, the first of them the heading */
export function tableOf(runs) {
  const rows = new Map()
  for (const { figures } of runs) for (const { what, bound } of figures) rows.set(what, { what, bound: bound ?? rows.get(what)?.bound ?? '' })
  const cellOf = ({ figures, ended }, what) => {
    if (ended !== undefined) return ended
    const figure = figures.find((one) => one.what === what)
    return figure === undefined ? '' : `${withUnit(figure.value, figure.unit)}${figure.held === false ? ' ✗' : ''}`
  }
  const columns = runs.map(({ node, httpName }) => `${IMPLEMENTATIONS[httpName].label}, Node ${node.split('.')[0]}`)
  return [['', 'bound', ...columns], ...[...rows.values()].map(({ what, bound }) => [what, bound, ...runs.map((run) => cellOf(run, what))])]
}

/** True if a bound of this run is broken. */
export function isBroken({ figures, ended }) {
  return ended !== undefined || figures.some(({ held }) => held === false)
}

/** Descriptions of what broke, one line each. */
export function examplesOf({ figures, ended }) {
  return ended !== undefined ? [`the process ended with ${ended}`] : figures.filter(({ held }) => held === false).flatMap(({ what, value, unit, bound, examples }) => [`${what}: ${withUnit(value, unit)}, bound ${bound}`, ...(examples ?? []).map((line) => `  ${line}`)])
}
