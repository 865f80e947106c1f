/**
 * The ecosystem matrix: every scenario of `scenarios/` on the built-in http and on ours by preload, over http and https, on each line of Node.
 *
 * `node main.mjs [--only a,b] [--node 20,26] [--jobs 2] [--limit SECONDS] [--json FILE] [--markdown]`. Results are merged into `results.json`, and
 * `--runtimes` runs a few scenarios on Bun and Deno instead, where they are installed. `--markdown` writes `docs/ecosystem.md` from it. `--workspace` installs nothing: for scenarios whose libraries the workspace has. The exit code is 1 if a check passes only with the built-in module.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { killGroupsOnExit } from '../../../scripts/ecosystem/process-group.mjs'
import { nodeBinary, VERSIONS } from '../../../scripts/node-binaries.mjs'
import { howToInstall, runtimeBinary } from '../../../scripts/runtime-binaries.mjs'
import { install } from './install.mjs'
import { LINES, ON_RUNTIMES, packagesOf, ROWS, runsOn } from './matrix.mjs'
import { page, PAGE } from './page.mjs'
import { COLUMNS, RUNTIMES, runScenario } from './run-scenario.mjs'

const RESULTS = join(import.meta.dirname, 'results.json')
/** Seconds that a scenario may take in one column. Next.js compiles pages, which takes half a minute on a busy machine. */
const LIMIT = 120

const { values } = parseArgs({ options: { only: { type: 'string' }, node: { type: 'string' }, jobs: { type: 'string', default: '2' }, limit: { type: 'string', default: String(LIMIT) }, json: { type: 'string', default: RESULTS }, markdown: { type: 'boolean', default: false }, workspace: { type: 'boolean', default: false }, runtimes: { type: 'boolean', default: false } } })
const names = choose(values.only, Object.keys(ROWS))
const lines = values.runtimes ? [] : choose(values.node, LINES.map(String)).map(Number)

killGroupsOnExit()
if (!values.workspace) install()
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
let done = 0
let lost = 0
await Promise.all(Array.from({ length: Number(values.jobs) }, work))
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
    for (const column of Object.keys(COLUMNS)) runs[column] = await runScenario(name, column, { node, limit: Number(values.limit) * 1000 })
    const cell = compare(runs, line)
    const row = (results.rows[name] ??= { nodes: {} })
    row.versions = Object.fromEntries(packagesOf(ROWS[name]).map((library) => [library, versionOf(library)]))
    row.nodes[line] = cell
    save()
    const bad = Object.entries(cell).flatMap(([column, protocols]) => Object.entries(protocols).flatMap(([protocol, { failed = [] }]) => failed.map((text) => `    ${column} ${protocol}: ${text}`)))
    if (Object.values(cell.ours).some(({ failed }) => failed.length > 0) && Object.values(cell.builtin).every(({ failed }) => failed.length === 0)) lost++
    process.stderr.write(`  ${++done}/${done + jobs.length} ${name}, Node ${line}: ${Object.entries(cell).map(([column, { http, https }]) => `${column} ${http.passed}${https === undefined ? '' : `+${https.passed}`}`).join(', ')}\n${bad.length > 0 ? `${bad.join('\n')}\n` : ''}`)
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
        const run = await runScenario(scenario, way, { node: found.binary, limit: Number(values.limit) * 1000, flags })
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

function choose(text, known) {
  if (text === undefined) return known
  const wanted = text.split(',')
  const unknown = wanted.find((word) => !known.includes(word))
  if (unknown === undefined) return wanted
  process.stderr.write(`'${unknown}' is none of ${known.join(', ')}\n`)
  process.exit(1)
}

function sorted({ nodes, rows, runtimes }) {
  return { nodes, runtimes, rows: Object.fromEntries(Object.keys(ROWS).filter((name) => rows[name] !== undefined).map((name) => [name, rows[name]])) }
}
