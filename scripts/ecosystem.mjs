/**
 * `npm run ecosystem`: the matrix of libraries (`internal/integration/ecosystem/main.mjs`), each on the built-in module and on ours.
 *
 * `npm run ecosystem -- --suite DIR --project NAME`: a project's own tests, with the built-in module and with ours.
 *
 * DIR is a checkout of the project's repository; it is not part of this one. Its tests run unchanged, in both columns in the same
 * way. The exit code is 1 if a test passes only with the built-in module.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMatrixArguments } from '../internal/integration/ecosystem/arguments.mjs'
import { isSuite, readArguments } from './ecosystem/arguments.mjs'
import { installSuite } from './ecosystem/install-suite.mjs'
import { killGroupsOnExit } from './ecosystem/process-group.mjs'
import { compareColumns } from './ecosystem/rounds.mjs'
import { summary } from './ecosystem/summary.mjs'
import { runInForeground } from './foreground.mjs'
import { setUp } from './set-up.mjs'

export default async function ecosystem(args) {
  if (!isSuite(args)) {
    readMatrixArguments(args)
    await setUp()
    return runInForeground('internal/integration/ecosystem/main.mjs', args)
  }
  const options = readArguments(args)
  killGroupsOnExit()
  await setUp()
  await installSuite(options.project, options)
  const report = {
    project: options.name,
    version: JSON.parse(readFileSync(join(options.suite, 'package.json'), 'utf8')).version,
    node: execFileSync(options.node, ['--version'], { encoding: 'utf8' }).trim(),
    ...(await compareColumns(options)),
  }
  process.stdout.write(`\n${summary(report)}\n`)
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`)
  return report.differ.some(({ builtin }) => builtin.status === 'passed') ? 1 : 0
}
