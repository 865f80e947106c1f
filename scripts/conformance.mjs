/**
 * `npm run conformance -- --tests DIR`: Node's own tests of http, with the built-in module and with ours.
 *
 * DIR is the `test` folder of any copy of Node's repository; its tests are not part of this one. Every test runs unchanged,
 * in both columns in the same way, without exceptions for single tests.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { readArguments } from './conformance/arguments.mjs'
import { findTests } from './conformance/groups.mjs'
import { mergeReports } from './conformance/merge.mjs'
import { markdown } from './conformance/markdown.mjs'
import { runColumns } from './conformance/run-columns.mjs'
import { summary } from './conformance/summary.mjs'
import { setUp } from './set-up.mjs'

export default async function conformance(args) {
  const options = readArguments(args)
  const reports = options.from.length > 0 ? mergeReports(options.from.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')))) : await run(options)
  for (const report of reports) process.stdout.write(`\n${summary(report)}\n`)
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(reports, null, 1)}\n`)
  if (options.markdown !== undefined) writeFileSync(options.markdown, markdown(reports))
  return 0
}

/** Makes a report for each Node, one after the other. */
async function run(options) {
  await setUp()
  const tests = findTests(options.tests, options.filter)
  const reports = []
  for (const node of options.nodes) reports.push(await runColumns(tests, { ...options, node }))
  return reports
}
