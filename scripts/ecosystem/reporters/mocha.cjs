/* Reporter of mocha, from version 3 on. */
'use strict'
const { record } = require('./record.cjs')

module.exports = class Reporter {
  constructor(runner) {
    const on = (event, status) => runner.on(event, (test, error) => record(test.file, test.fullTitle(), status, error))
    on('pass', 'passed')
    on('fail', 'failed')
    on('pending', 'skipped')
  }
}
