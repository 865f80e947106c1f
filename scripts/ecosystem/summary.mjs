/** A report as text: counts of both columns, every test that differs, with the first lines of its error. */
import { table } from '../../benchmarks/lib/table.mjs'

/** Lines of an error that are shown. */
const ERROR_LINES = 6

/** A report: `{ project, version, node, rounds, columns: { builtin, ours }, differ, flaky }`. */
export function summary({ project, version, node, rounds, columns, differ, flaky }) {
  const [lost, won] = [differ.filter(({ builtin }) => builtin.status === 'passed'), differ.filter(({ ours }) => ours.status === 'passed')]
  const parts = [`${project} ${version}, Node ${node}, ${rounds === 1 ? '1 round' : `${rounds} rounds`}`, counts(columns)]
  if (lost.length > 0) parts.push(`Pass on the built-in only: ${lost.length}\n${lost.map((row) => describe(row.name, row.ours)).join('\n')}`)
  if (won.length > 0) parts.push(`Pass on ours only: ${won.length}\n${won.map((row) => describe(row.name, row.builtin)).join('\n')}`)
  if (differ.length === 0) parts.push('No test differs.')
  if (flaky.length > 0) parts.push(`Differed once and not again: ${flaky.length}\n${flaky.map((name) => `  ${name}`).join('\n')}`)
  return parts.join('\n\n')
}

function counts({ builtin, ours }) {
  const row = (title, { tests, passed, failed, skipped, seconds }) => [title, tests, passed, failed, skipped, seconds].map(String)
  return table([['', 'tests', 'pass', 'fail', 'skipped', 'seconds'], row('built-in', builtin), row('ours', ours)])
}

function describe(name, { status, error }) {
  const lines = error === undefined ? [] : error.split('\n').slice(0, ERROR_LINES)
  return [`  ${name}: ${status}`, ...lines.map((line) => `      ${line}`)].join('\n')
}
