/** Reads the command line. An error is one line that says what is wrong and what is allowed. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { USAGE as MATRIX } from '../../internal/integration/ecosystem/arguments.mjs'
import { readOptions, usageLines, usageOf, wholeNumber } from '../options.mjs'
import { StepError } from '../step.mjs'
import { PROJECTS } from './projects.mjs'

/** Seconds that a run of a whole suite may take. The slowest one takes two minutes on two cores. */
const DEFAULT_LIMIT = 300

/** Rounds in which a difference must occur to be reported. */
const DEFAULT_ROUNDS = 3

const OPTIONS = {
  suite: { type: 'string', usage: "--suite DIR (a checkout of the project's repository)" },
  project: { type: 'string', usage: `--project ${Object.keys(PROJECTS).join('|')}` },
  node: { type: 'string', usage: '--node BINARY' },
  jobs: { type: 'string', usage: '--jobs N' },
  limit: { type: 'string', usage: '--limit SECONDS (of a run of the suite)' },
  rounds: { type: 'string', usage: '--rounds N (as long as something differs)' },
  json: { type: 'string', usage: '--json FILE' },
}

/** For `npm run help`. */
export const USAGE = [...MATRIX, "or, for the tests of another project:", ...usageLines(OPTIONS)]

/** True if the command line is for a project's own tests, and not for the matrix of libraries. */
export function isSuite(words) {
  return words.some((word) => /^--(suite|project)(=|$)/.test(word))
}

/** @throws StepError that lists what exists */
export function readArguments(words) {
  const values = readOptions(words, OPTIONS)
  if (values.suite === undefined || values.project === undefined) throw new StepError(`which suite? ${usageOf(OPTIONS)}`)
  return {
    suite: suiteFolder(values.suite),
    name: values.project,
    project: project(values.project),
    node: binary(values.node ?? process.execPath),
    jobs: wholeNumber('jobs', values.jobs) ?? Math.max(1, availableParallelism() - 1),
    limit: (wholeNumber('limit', values.limit) ?? DEFAULT_LIMIT) * 1000,
    rounds: wholeNumber('rounds', values.rounds) ?? DEFAULT_ROUNDS,
    json: values.json,
  }
}

function suiteFolder(folder) {
  if (!existsSync(join(folder, 'package.json'))) throw new StepError(`--suite: ${folder} is no checkout of a project: it has no package.json`)
  return resolve(folder)
}

function project(name) {
  if (!Object.hasOwn(PROJECTS, name)) throw new StepError(`--project takes ${Object.keys(PROJECTS).join(', ')}, not '${name}'; others are rows to be added in scripts/ecosystem/projects.mjs`)
  return PROJECTS[name]
}

function binary(file) {
  if (!existsSync(file)) throw new StepError(`--node: ${file} is not there`)
  return resolve(file)
}
