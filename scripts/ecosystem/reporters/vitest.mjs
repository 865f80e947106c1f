/** Reporter of Vitest, from version 3 on. */
import record from './record.cjs'

export default class Reporter {
  onTestCaseResult(test) {
    const { state, errors } = test.result()
    record.record(test.module.moduleId, test.fullName, state, errors?.[0])
  }

  onTestModuleEnd(module) {
    for (const error of module.errors()) record.record(module.moduleId, '(file)', 'failed', error)
  }
}
