/** Counts the checks that passed, and lists those that failed. */
export class Tally {
  passed = 0
  /** The names of checks that failed. */
  failed = []

  add({ passed, failed }) {
    this.passed += passed
    this.failed.push(...failed)
  }

  /** Adds tasks as turbo.mjs returns them: each is one check. */
  addTasks(tasks) {
    for (const { id, passed } of tasks) this.add({ passed: passed ? 1 : 0, failed: passed ? [] : [id] })
  }

  print() {
    if (this.failed.length > 0) console.log(`\nFailed:\n${this.failed.map((name) => `  ${name}`).join('\n')}`)
    console.log(`\n${this.passed} passed, ${this.failed.length} failed`)
  }
}
