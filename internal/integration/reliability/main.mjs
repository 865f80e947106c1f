/**
 * `npm run reliability -- NAME…`: runs proofs, each in a process of its own, prints their figures, and ends with 1 if a bound of ours is broken.
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
  const reports = new Map()
  for (const name of names) {
    const report = { command: `npm run reliability -- ${words.filter((word) => word !== '--markdown' && word !== '--json' && word !== json).join(' ')}`, date: new Date().toISOString(), runs: [] }
    reports.set(name, report)
    for (const { program, version } of nodes) {
      for (const httpName of implementations) report.runs.push({ node: version, httpName, ...(await runProof(program, name, httpName, size)) })
    }
    process.stdout.write(`\n${name}: ${report.runs.find(({ summary }) => summary)?.summary ?? ''}\n\n${table(tableOf(report.runs))}\n`)
    for (const run of report.runs) for (const line of examplesOf(run)) process.stdout.write(`✗ ${run.httpName}, Node ${run.node}: ${line}\n`)
    // After each proof, since a run of all takes an hour.
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(Object.fromEntries(reports), null, 1)}\n`)
    if (markdown) writePage(reports)
  }
  return [...reports.values()].some(({ runs }) => runs.some((run) => run.httpName === 'ours' && isBroken(run))) ? 1 : 0
}

/** Returns what the proof sent, or how its process ended without. */
function runProof(program, name, httpName, size) {
  return new Promise((resolve, reject) => {
    const child = fork(ONE, [name, httpName, size], { execPath: program, execArgv: ['--expose-gc'], stdio: ['ignore', 2, 2, 'ipc'] })
    let result
    child.on('message', (message) => (result = message))
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(result ?? { figures: [], ended: signal ?? `exit code ${code}` }))
  })
}

function writePage(reports) {
  const { text, charts } = fillPage(readFileSync(PAGE, 'utf8'), reports, 'reliability')
  writeFileSync(PAGE, text)
  if (charts.size > 0) mkdirSync(CHARTS, { recursive: true })
  for (const [file, svg] of charts) writeFileSync(new URL(file, CHARTS), svg)
}
