/** The file of `--json`: one report a suite, the last one measured. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Puts `report` in the place of the same suite's in `file`, and leaves those of other suites: a suite can be measured again alone. */
export function keepReport(file, report) {
  if (file === undefined) return
  const others = readReports(file).filter(({ suite }) => suite !== report.suite)
  const reports = [...others, report].sort((a, b) => (a.suite < b.suite ? -1 : 1))
  writeFileSync(file, `${JSON.stringify({ reports }, rounded, 1)}\n`)
}

/** The reports in `file`; none if there is no such file. */
export function readReports(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).reports : []
}

/** Six significant digits are more than any of the numbers has. */
function rounded(_key, value) {
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value
}
