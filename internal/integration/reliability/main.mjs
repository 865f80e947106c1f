/**
 * `npm run reliability -- NAME…`: runs proofs, prints their figures, and ends with 1 if a bound of ours is broken.
 *
 * What `node:http` does is shown beside it and not judged.
 */
import { fork } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nodesFor } from '../../../benchmarks/lib/runtimes.mjs'
import { table } from '../../../benchmarks/lib/table.mjs'
import { readArguments } from './lib/arguments.mjs'
import { fillPage } from './lib/page.mjs'
import { examplesOf, isBroken, tableOf } from './lib/table.mjs'

const ONE = fileURLToPath(new URL('one.mjs', import.meta.url))
const PAGE = new URL('../../../docs/reliability.md', import.meta.url)
const CHARTS = new URL('../../../docs/reliability/', import.meta.url)

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`reliability: ${process.env.DEBUG ? error.stack : error.message}\n`)
  process.exitCode = 1
}

async function main(words) {
  const { names, implementations, nodes: wanted, size, json, markdown } = readArguments(words)
  const nodes = await nodesFor(wanted)
  const command = `npm run reliability -- ${words.filter((word) => word !== '--markdown' && word !== '--json' && word !== json).join(' ')}`
  const reports = new Map(names.map((name) => [name, { command, date: new Date().toISOString(), runs: [] }]))
  // A process for each proof, but quick ones share one: to start it would take longer than they do.
  for (const group of size === 'quick' ? [names] : names.map((name) => [name])) {
    for (const { program, version } of nodes) {
      for (const httpName of implementations) {
        const results = await runProofs(program, group, httpName, size)
        for (const name of group) reports.get(name).runs.push({ node: version, httpName, ...results.get(name) })
      }
    }
    for (const name of group) print(name, reports.get(name))
    // After each proof, since a run of all takes an hour.
    const done = new Map([...reports].filter(([, { runs }]) => runs.length > 0))
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(Object.fromEntries(done), null, 1)}\n`)
    if (markdown) writePage(done)
  }
  return [...reports.values()].some(({ runs }) => runs.some((run) => run.httpName === 'ours' && isBroken(run))) ? 1 : 0
}

/** Runs `names` in one process. Returns by name what each sent; for one that did not, how its process ended. */
function runProofs(program, names, httpName, size) {
  return new Promise((resolve, reject) => {
    const child = fork(ONE, [names.join(','), httpName, size], { execPath: program, execArgv: ['--expose-gc'], stdio: ['ignore', 2, 2, 'ipc'] })
    const results = new Map()
    child.on('message', ({ name, ...result }) => results.set(name, result))
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      for (const name of names) if (!results.has(name)) results.set(name, { figures: [], ended: signal ?? `exit code ${code}` })
      resolve(results)
    })
  })
}

function print(name, { runs }) {
  process.stdout.write(`\n${name}: ${runs.find(({ summary }) => summary)?.summary ?? ''}\n\n${table(tableOf(runs))}\n`)
  for (const run of runs) for (const line of examplesOf(run)) process.stdout.write(`✗ ${run.httpName}, Node ${run.node}: ${line}\n`)
}

function writePage(reports) {
  const { text, charts } = fillPage(readFileSync(PAGE, 'utf8'), reports, 'reliability')
  writeFileSync(PAGE, text)
  if (charts.size > 0) mkdirSync(CHARTS, { recursive: true })
  for (const [file, svg] of charts) writeFileSync(new URL(file, CHARTS), svg)
}
