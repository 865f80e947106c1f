/** How many checks passed, and which failed. */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ROOT } from './step.mjs'

export class Tally {
  passed = 0
  /** The names of checks that failed. */
  failed = []

  add({ passed, failed }) {
    this.passed += passed
    this.failed.push(...failed)
  }

  /** Adds tasks as turbo.mjs answers them: the tests of those that have results of vitest, one check for each other. */
  addTasks(tasks) {
    for (const task of tasks) this.add(resultOf(task))
  }

  print() {
    if (this.failed.length > 0) console.log(`\nFailed:\n${this.failed.map((name) => `  ${name}`).join('\n')}`)
    console.log(`\n${this.passed} passed, ${this.failed.length} failed`)
  }
}

function resultOf({ id, task, directory, passed }) {
  const results = join(ROOT, directory, '.vitest/results.json')
  const counted = task === 'test' && existsSync(results) ? countTests(JSON.parse(readFileSync(results, 'utf8'))) : { passed: passed ? 1 : 0, failed: [] }
  // Something outside of any test can fail a task: an error that nobody caught, a program that did not start.
  if (!passed && counted.failed.length === 0) counted.failed.push(id)
  return counted
}

function countTests({ numPassedTests, testResults }) {
  const failed = testResults.flatMap(({ name: file, status, assertionResults }) => {
    const titles = assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName)
    // A file that does not load fails without a test.
    if (status === 'failed' && titles.length === 0) titles.push('the file itself')
    return titles.map((title) => `${relative(ROOT, file)}: ${title}`)
  })
  return { passed: numPassedTests, failed }
}
