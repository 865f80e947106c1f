/** Test runners: the command line with which each reports every test when it ends, and the function that reads the report. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readLines, readTap } from './results.mjs'

const reporter = (name) => new URL(`reporters/${name}`, import.meta.url)
const reporterPath = (name) => fileURLToPath(reporter(name))

/**
 * A runner: `command({ suite, jobs })` returns the arguments of Node, `read(report, output)` the results.
 * `report` is the file of this folder's reporters, `output` the standard output of the command.
 */
const byLines = (command) => ({ command, read: (report) => readLines(report) })

export const mocha = (...args) => byLines(({ suite }) => [bin(suite, 'mocha'), '--reporter', reporterPath('mocha.cjs'), ...args])

export const jest = (...args) => byLines(({ suite, jobs }) => [bin(suite, 'jest'), '--reporters', reporterPath('jest.cjs'), '--maxWorkers', String(jobs), ...args])

export const vitest = (...args) => byLines(({ suite, jobs }) => [bin(suite, 'vitest'), 'run', `--reporter=${reporterPath('vitest.mjs')}`, `--maxWorkers=${jobs}`, ...args])

export const lab = (...args) => byLines(({ suite }) => [bin(suite, '@hapi/lab', 'lab'), '-r', reporterPath('lab.cjs'), ...args])

/** @param files - pairs of a folder and the pattern of the names of test files at any depth below it */
export const nodeTest = ({ files, timeout = 30_000 }) =>
  byLines(({ suite, jobs }) => [
    '--test',
    `--test-concurrency=${jobs}`,
    `--test-timeout=${timeout}`,
    `--test-reporter=${reporter('node-test.mjs').href}`,
    ...files.flatMap(([folder, name]) => filesBelow(suite, folder, name)),
  ])

export const ava = (...args) => ({
  command: ({ suite, jobs }) => [bin(suite, 'ava'), '--tap', '--concurrency', String(jobs), ...args],
  read: (_, output) => readTap(output),
})

/** Returns the file of a package's `command` in the suite's node_modules. */
function bin(suite, packageName, command = packageName) {
  const folder = join(suite, 'node_modules', packageName)
  const { bin: commands } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof commands === 'string' ? commands : commands[command])
}

function filesBelow(suite, folder, name) {
  return readdirSync(join(suite, folder), { recursive: true })
    .filter((file) => name.test(file) && !/(^|[\\/])node_modules[\\/]/.test(file))
    .sort()
    .map((file) => join(folder, file))
}
