/** The file of `--json`: for each suite the report of its last run. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { ROOT } from '../../scripts/step.mjs'

/** Replaces the report of the same suite in `file` and keeps those of other suites, so that one suite can be measured again. */
export function keepReport(file, report) {
  if (file === undefined) return
  const others = readReports(file).filter(({ suite }) => suite !== report.suite)
  const reports = [...others, report].sort((a, b) => (a.suite < b.suite ? -1 : 1))
  // A rename replaces the file in one step, so that an interruption loses no suite.
  writeFileSync(`${file}.new`, `${JSON.stringify({ reports }, rounded, 1)}\n`)
  renameSync(`${file}.new`, file)
}

/** Returns the reports in `file`; an empty list if the file does not exist. */
export function readReports(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).reports : []
}

/** Returns the settings by which `--resume` compares reports: seconds, rounds, peers, and the commit of the code. */
export function settingsOf({ rounds, seconds, warmUpSeconds, peers, load }) {
  return { rounds, seconds, warmUpSeconds, peers: [...peers].sort(), load, commit: lastCommit() }
}

/** True if `file` has the suite, measured on that Node with the same settings. */
export function isKept(file, { suite, node, settings }) {
  const report = readReports(file).find((report) => report.suite === suite)
  return report?.machine.node === `v${node.version}` && JSON.stringify(report.settings) === JSON.stringify(settings)
}

/** Returns the last commit that changed the packages or the benchmarks, with a `+` if there are uncommitted changes; undefined outside of a repository. */
function lastCommit() {
  const what = ['--', 'packages', 'internal/shared', 'benchmarks', ':!benchmarks/results', ':!*.md']
  const git = (...words) => spawnSync('git', [...words, ...what], { cwd: ROOT, encoding: 'utf8' }).stdout?.trim()
  const commit = git('log', '-1', '--format=%h')
  return commit ? `${commit}${git('status', '--porcelain') ? '+' : ''}` : undefined
}

/** Rounds to six significant digits, which is more than the precision of any of the numbers. */
function rounded(_key, value) {
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value
}
