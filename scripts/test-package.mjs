/**
 * Runs the tests of the package in the current folder: `node ../../scripts/test-package.mjs [options of vitest]`.
 * The outcome is also written to .vitest/results.json, for the sum at the end of `npm test`.
 */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const RESULTS = resolve('.vitest/results.json')

// Results of an earlier run must not stand in for those of a run that ended before it had any.
rmSync(RESULTS, { force: true })
const args = ['run', '--root', ROOT, '--dir', process.cwd(), '--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`]
const { status } = spawnSync('vitest', [...args, ...process.argv.slice(2)], { stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' })
process.exitCode = status ?? 1
