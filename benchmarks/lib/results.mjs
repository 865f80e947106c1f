/** The file of `--json`: one report a suite, the last one measured. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { ROOT } from '../../scripts/step.mjs'

/** Puts `report` in the place of the same suite's in `file`, and leaves those of other suites: a suite can be measured again alone. */
export function keepReport(file, report) {
  if (file === undefined) return
  const others = readReports(file).filter(({ suite }) => suite !== report.suite)
  const reports = [...others, report].sort((a, b) => (a.suite < b.suite ? -1 : 1))
  // At once: a run that is stopped here loses no suite.
  writeFileSync(`${file}.new`, `${JSON.stringify({ reports }, rounded, 1)}\n`)
  renameSync(`${file}.new`, file)
}

/** The reports in `file`; none if there is no such file. */
export function readReports(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).reports : []
}

/** What two reports must have in common for one to stand for the other: how long, how often, beside whom, and which commit of the code. */
export function settingsOf({ rounds, seconds, warmUpSeconds, peers, load }) {
  return { rounds, seconds, warmUpSeconds, peers: [...peers].sort(), load, commit: lastCommit() }
}

/** True if `file` has the suite, measured on that Node with the same settings. */
export function isKept(file, { suite, node, settings }) {
  const report = readReports(file).find((report) => report.suite === suite)
  return report?.machine.node === `v${node.version}` && JSON.stringify(report.settings) === JSON.stringify(settings)
}

/** The last commit that changed what is measured or what measures, with a `+` if there are changes since then; undefined outside of a repository. */
function lastCommit() {
  const what = ['--', 'packages', 'internal/shared', 'benchmarks', ':!benchmarks/results', ':!*.md']
  const git = (...words) => spawnSync('git', [...words, ...what], { cwd: ROOT, encoding: 'utf8' }).stdout?.trim()
  const commit = git('log', '-1', '--format=%h')
  return commit ? `${commit}${git('status', '--porcelain') ? '+' : ''}` : undefined
}

/** Six significant digits are more than any of the numbers has. */
function rounded(_key, value) {
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value
}
