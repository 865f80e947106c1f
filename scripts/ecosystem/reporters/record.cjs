/*
 * One line of JSON for each test that has ended, in the file that LAYERED_ECOSYSTEM_RESULTS names: `{ name, status, error }`.
 *
 * A line is written at once, so that the results before a hang or a crash count.
 */
'use strict'
const { appendFileSync } = require('node:fs')
const { relative } = require('node:path')

const FILE = process.env.LAYERED_ECOSYSTEM_RESULTS
const ROOT = process.cwd()

/** Characters of an error that are kept. */
const MAX_ERROR = 1_500

/** @param status - 'passed', 'failed' or 'skipped' */
exports.record = function record(file, title, status, error) {
  const name = file === undefined ? title : `${relative(ROOT, file)}: ${title}`
  appendFileSync(FILE, `${JSON.stringify({ name, status, error: text(error) })}\n`)
}

function text(error) {
  if (error === undefined || error === null) return undefined
  const { stack, message } = error
  // Some runners leave the message out of the stack.
  const whole = stack === undefined ? String(message ?? error) : message === undefined || stack.includes(message) ? stack : `${message}\n${stack}`
  return whole.slice(0, MAX_ERROR)
}
