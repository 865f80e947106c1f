/**
 * The ecosystem matrix: every scenario of `scenarios/` on the built-in http and on ours by preload, over http and https, on each line of Node.
 *
 * `node main.mjs OPTIONS`: `arguments.mjs` has them. Results are merged into `results.json`, and `--markdown` writes `docs/ecosystem.md` from it. The exit code is 1
 * if a check passes only with the built-in module.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { killGroupsOnExit } from '../../../scripts/ecosystem/process-group.mjs'
import { nodeBinary, VERSIONS } from '../../../scripts/node-binaries.mjs'
import { howToInstall, runtimeBinary } from '../../../scripts/runtime-binaries.mjs'
import { StepError } from '../../../scripts/step.mjs'
import { readMatrixArguments } from './arguments.mjs'
import { install } from './install.mjs'
import { LINES, ON_RUNTIMES, packagesOf, ROWS, runsOn } from './matrix.mjs'
import { page, PAGE } from './page.mjs'
import { COLUMNS, RUNTIMES, runScenario } from './run-scenario.mjs'

const values = tellMistakes(() => readMatrixArguments(process.argv.slice(2)))
const { names } = values
const lines = values.runtimes ? [] : values.lines

killGroupsOnExit()
if (!values.workspace) tellMistakes(install)
const results = existsSync(values.json) ? JSON.parse(readFileSync(values.json, 'utf8')) : { nodes: {}, rows: {} }
const jobs = []
for (const line of lines) {
  const node = await binaryOf(line)
  if (node === undefined) {
    process.stderr.write(`Node ${line} is not there: its cells stay as they are\n`)
    continue
  }
  results.nodes[line] = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
  for (const name of names) if (runsOn(ROWS[name], line)) jobs.push({ name, line, node })
}
const total = jobs.length
let done = 0
let lost = 0
await Promise.all(Array.from({ length: values.jobs }, work))
if (values.runtimes) await runRuntimes()
save()
if (values.markdown) writeFileSync(PAGE, page(results))
process.exitCode = lost > 0 ? 1 : 0

/** Writes the results so far, so that a run that is stopped keeps them. */
function save() {
  writeFileSync(values.json, `${JSON.stringify(sorted(results), null, 1)}\n`)
}

/** Takes jobs until none is left. */
async function work() {
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
    const { name, line, node } = job
    const runs = {}
    for (const column of Object.keys(COLUMNS)) runs[column] = await runScenario(name, column, { node, limit: values.limit })
    const cell = compare(runs, line)
    const row = (results.rows[name] ??= { nodes: {} })
    row.versions = Object.fromEntries(packagesOf(ROWS[name]).map((library) => [library, versionOf(library)]))
    row.nodes[line] = cell
    save()
    const bad = Object.entries(cell).flatMap(([column, protocols]) => Object.entries(protocols).flatMap(([protocol, { failed = [] }]) => failed.map((text) => `    ${column} ${protocol}: ${text}`)))
    if (Object.values(cell.ours).some(({ failed }) => failed.length > 0) && Object.values(cell.builtin).every(({ failed }) => failed.length === 0)) lost++
    process.stderr.write(`  ${++done}/${total} ${name}, Node ${line}: ${Object.entries(cell).map(([column, { http, https }]) => `${column} ${http.passed}${https === undefined ? '' : `+${https.passed}`}`).join(', ')}\n${bad.length > 0 ? `${bad.join('\n')}\n` : ''}`)
  }
}

/** Runs the scenarios of other runtimes, one after the other. */
async function runRuntimes() {
  results.runtimes ??= {}
  for (const [name, ways] of Object.entries(RUNTIMES)) {
    const found = runtimeBinary(name)
    if (found === undefined) {
      process.stderr.write(`${name} is not installed: ${howToInstall(name)}\n`)
      continue
    }
    const rows = {}
    for (const scenario of ON_RUNTIMES) {
      rows[scenario] = {}
      for (const [way, flags] of Object.entries(ways)) {
        const run = await runScenario(scenario, way, { node: found.binary, limit: values.limit, flags })
        delete run.told
        rows[scenario][way] = run
        process.stderr.write(`  ${name} ${scenario} ${way}: ${Object.entries(run).map(([protocol, { passed, failed }]) => `${protocol} ${passed}${failed.length > 0 ? `, fails: ${failed.join('; ').slice(0, 300)}` : ''}`).join(', ')}\n`)
      }
    }
    results.runtimes[name] = { version: found.version, rows }
  }
}

/** Returns the cell. What a scenario tells must be equal in both columns on the line whose behaviour is the expected one. */
function compare({ builtin, ours }, line) {
  const told = line === LINES.at(-1) ? Object.keys(builtin.told).filter((title) => JSON.stringify(builtin.told[title]) !== JSON.stringify(ours.told[title])) : []
  for (const title of told) {
    const [protocol] = title.split(':')
    ours[protocol].failed.push(`differs: ${title}: ${JSON.stringify(ours.told[title])}, built-in ${JSON.stringify(builtin.told[title])}`)
  }
  for (const run of [builtin, ours]) {
    delete run.told
    if (run.column.failed.length === 0) delete run.column
  }
  return { builtin, ours }
}

function versionOf(library) {
  const file = ['.', '..'].map((folder) => join(import.meta.dirname, folder, 'node_modules', library, 'package.json')).find(existsSync)
  return JSON.parse(readFileSync(file, 'utf8')).version
}

async function binaryOf(line) {
  if (line === Number(process.versions.node.split('.')[0])) return process.execPath
  const version = VERSIONS.find((text) => Number(text.split('.')[0]) === line)
  return version === undefined ? undefined : nodeBinary(version)
}

/** Returns the result of `act`. A StepError of it is for the user: one line, and the process ends. */
function tellMistakes(act) {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    process.stderr.write(`ecosystem: ${error.message}\n`)
    process.exit(1)
  }
}

function sorted({ nodes, rows, runtimes }) {
  return { nodes, runtimes, rows: Object.fromEntries(Object.keys(ROWS).filter((name) => rows[name] !== undefined).map((name) => [name, rows[name]])) }
}
