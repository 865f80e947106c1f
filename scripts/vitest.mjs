/** Runs tests with vitest, all packages in one run, so that every core has work until the end. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join, relative } from 'node:path'
import { ROOT, run, StepError } from './step.mjs'

const RESULTS = join(ROOT, '.vitest/results.json')

/** Returns `{ passed, failed }`: the number of passed tests, and the names of failed ones. */
export async function runTests(args = []) {
  // Results of an earlier run must not be read if this run ends without results.
  rmSync(RESULTS, { force: true })
  const code = await run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`, ...args], { env: { PATH: join(ROOT, 'node_modules/.bin') + delimiter + process.env.PATH } })
  if (!existsSync(RESULTS)) throw new StepError(`vitest ended without results (${code})`)
  const counted = count(JSON.parse(readFileSync(RESULTS, 'utf8')))
  // An error outside of any test, which no test caught, also fails a run.
  if (code !== 0 && counted.failed.length === 0) counted.failed.push('an error outside of the tests')
  return counted
}

function count({ numPassedTests, testResults }) {
  const failed = testResults.flatMap(({ name: file, status, assertionResults }) => {
    const titles = assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName)
    // A file that does not load fails without any test.
    if (status === 'failed' && titles.length === 0) titles.push('the file itself')
    return titles.map((title) => `${relative(ROOT, file)}: ${title}`)
  })
  return { passed: numPassedTests, failed }
}
