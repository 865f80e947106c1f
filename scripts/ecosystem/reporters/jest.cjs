/* Reporter of Jest. */
'use strict'
const { record } = require('./record.cjs')

const STATUS = { passed: 'passed', failed: 'failed' }

module.exports = class Reporter {
  onTestResult(test, { testResults, testExecError }) {
    if (testExecError) record(test.path, '(file)', 'failed', testExecError)
    for (const { fullName, status, failureMessages } of testResults) record(test.path, fullName, STATUS[status] ?? 'skipped', failureMessages[0])
  }
}
