/** Reads the command line. An error is one line that says what is wrong and what is allowed. */
import { existsSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { readOptions, usageLines, usageOf, wholeNumber } from '../options.mjs'
import { StepError } from '../step.mjs'
import { COLUMNS } from './columns.mjs'

/** Seconds that a test may take. The slowest tests take about twenty on a busy machine. */
const DEFAULT_LIMIT = 60

const OPTIONS = {
  tests: { type: 'string', usage: "--tests DIR (a copy of Node's test folder)" },
  node: { type: 'string', multiple: true, usage: '--node BINARY (of Node, Bun or Deno; may be repeated)' },
  filter: { type: 'string', usage: '--filter REGEXP (of names such as parallel/test-http-pipeline-flood.js)' },
  only: { type: 'string', usage: `--only ${Object.keys(COLUMNS).join('|')}` },
  jobs: { type: 'string', usage: '--jobs N' },
  limit: { type: 'string', usage: '--limit SECONDS' },
  json: { type: 'string', usage: '--json FILE' },
  markdown: { type: 'string', usage: '--markdown FILE' },
  from: { type: 'string', multiple: true, usage: '--from FILE (results that --json has written, instead of a run; may be repeated)' },
}

/** For `npm run help`. */
export const USAGE = usageLines(OPTIONS)

/** @throws StepError that lists what exists */
export function readArguments(words) {
  const values = readOptions(words, OPTIONS)
  const from = (values.from ?? []).map((file) => existing(file, '--from'))
  if (values.tests === undefined && from.length === 0) throw new StepError(`where are the tests? ${usageOf(OPTIONS)}`)
  return {
    from,
    tests: values.tests === undefined ? undefined : testFolder(values.tests),
    nodes: values.node?.map((file) => existing(file, '--node')) ?? [process.execPath],
    filter: regularExpression(values.filter ?? ''),
    columns: columns(values.only),
    jobs: wholeNumber('jobs', values.jobs) ?? Math.max(1, availableParallelism() - 1),
    limit: (wholeNumber('limit', values.limit) ?? DEFAULT_LIMIT) * 1000,
    json: values.json,
    markdown: values.markdown,
  }
}

function existing(file, option) {
  if (!existsSync(file)) throw new StepError(`${option}: ${file} is not there`)
  return resolve(file)
}

function testFolder(folder) {
  if (!statSync(join(folder, 'common'), { throwIfNoEntry: false })?.isDirectory()) throw new StepError(`--tests: ${folder} is no copy of Node's test folder: it has no common/ in it`)
  return resolve(folder)
}

function regularExpression(source) {
  try {
    return new RegExp(source)
  } catch (error) {
    throw new StepError(`--filter: ${error.message}`)
  }
}

function columns(only) {
  if (only === undefined) return Object.keys(COLUMNS)
  if (!Object.hasOwn(COLUMNS, only)) throw new StepError(`--only takes ${Object.keys(COLUMNS).join(' or ')}, not '${only}'`)
  return [only]
}
