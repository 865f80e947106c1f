/** Reads the command line of the matrix. A mistake is one line that says what is wrong and what exists. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { readOptions, usageLines, wholeNumber } from '../../../scripts/options.mjs'
import { StepError } from '../../../scripts/step.mjs'
import { LINES, ROWS } from './matrix.mjs'

/** Seconds that a scenario may take in one column. Next.js compiles pages, which takes half a minute on a busy machine. */
const LIMIT = 120
/** Scenarios that run at the same time. */
const JOBS = 2

const RESULTS = join(import.meta.dirname, 'results.json')

const OPTIONS = {
  only: { type: 'string', usage: '--only NAME,… (some of the libraries: the names of internal/integration/ecosystem/scenarios)' },
  node: { type: 'string', usage: `--node ${LINES.join(',')} (some of these Nodes)` },
  jobs: { type: 'string', usage: `--jobs N (scenarios at the same time, ${JOBS})` },
  limit: { type: 'string', usage: `--limit SECONDS (for a scenario in one column, ${LIMIT})` },
  json: { type: 'string', usage: '--json FILE (where the results are merged into, instead of internal/integration/ecosystem/results.json)' },
  markdown: { type: 'boolean', usage: '--markdown (writes docs/ecosystem.md from all results)' },
  workspace: { type: 'boolean', usage: '--workspace (installs nothing: for libraries that the workspace has)' },
  runtimes: { type: 'boolean', usage: '--runtimes (a few libraries on Bun and Deno, where they are installed, instead of Node)' },
}

/** A line for each option, for `npm run help`. */
export const USAGE = usageLines(OPTIONS)

/** @throws StepError that lists what exists */
export function readMatrixArguments(words) {
  const { markdown = false, workspace = false, runtimes = false, ...values } = readOptions(words, OPTIONS)
  return {
    names: choose('only', values.only, Object.keys(ROWS)),
    lines: choose('node', values.node, LINES.map(String)).map(Number),
    jobs: wholeNumber('jobs', values.jobs) ?? JOBS,
    limit: (wholeNumber('limit', values.limit) ?? LIMIT) * 1000,
    json: writable(values.json ?? RESULTS),
    markdown,
    workspace,
    runtimes,
  }
}

function choose(option, text, known) {
  if (text === undefined) return known
  const wanted = text.split(',')
  const unknown = wanted.find((word) => !known.includes(word))
  if (unknown !== undefined) throw new StepError(`--${option} takes ${known.join(', ')}, not '${unknown}'`)
  return wanted
}

/** A run takes long: a folder that is missing is told before it, not after it. */
function writable(file) {
  if (!existsSync(dirname(resolve(file)))) throw new StepError(`--json: there is no folder ${dirname(resolve(file))}`)
  return resolve(file)
}
