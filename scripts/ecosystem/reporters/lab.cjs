/* Reporter of lab. Its titles contain the experiments of a test. */
'use strict'
const { record } = require('./record.cjs')

module.exports = class Reporter {
  start() {}

  test({ title, err, skipped, todo }) {
    record(undefined, title, err ? 'failed' : skipped || todo ? 'skipped' : 'passed', err)
  }

  end() {}
}
