/** The long run: the seeds one after another, with progress; then, for each kind of failure, a seed with its trace. `main.mjs` starts it. */
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { wholeNumber } from '../../../scripts/options.mjs'
import { generate } from './generate.js'
import { allExchanges } from './plan.js'
import { CALM } from './schedule.js'
import { shrink } from './shrink.js'
import { simulate } from './simulate.js'

/** Seeds between two lines of progress. */
const PROGRESS = 500
/** Seeds of one task of a process. */
const BATCH = 50
/** Failing seeds that are printed for one kind. */
const EXAMPLES = 3
/** Lines of a trace that are printed. */
const TRACE_LINES = 300

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' }, jobs: { type: 'string' }, worker: { type: 'boolean' }, calm: { type: 'boolean' }, 'no-shrink': { type: 'boolean' } },
})

/** What a worker reports of its seeds. */
interface Report {
  readonly first: number
  readonly count: number
  readonly exchanges: number
  readonly connections: number
  readonly tasks: number
  readonly failures: { readonly seed: number; readonly kind: string; readonly text: string }[]
}

const COMMAND = 'node internal/integration/simulated/main.mjs'

async function runBatch(first: number, count: number): Promise<Report> {
  const report = { first, count, exchanges: 0, connections: 0, tasks: 0, failures: [] as { seed: number; kind: string; text: string }[] }
  for (let seed = first; seed < first + count; seed++) {
    const plan = generate(seed, values.calm)
    const { failures, connections, tasks } = await simulate(plan)
    report.exchanges += allExchanges(plan).length
    report.connections += connections
    report.tasks += tasks
    for (const failure of failures) report.failures.push({ seed, ...failure })
  }
  return report
}

/** Prints the failures of one seed, its trace, and a smaller plan. */
async function show(seed: number, isShrunk: boolean): Promise<boolean> {
  const plan = generate(seed, values.calm)
  const { failures, digest } = await simulate(plan)
  const again = await simulate(plan)
  console.log(`seed ${seed}: ${failures.length} failures${again.digest === digest ? '' : ', AND ANOTHER RUN OF IT WAS DIFFERENT'}`)
  for (const { text } of failures) console.log(`  ${text}`)
  const { kind } = failures[0] ?? {}
  const small = kind !== undefined && isShrunk ? await shrink(plan, kind) : plan
  const { trace, failures: left } = await simulate(small, true)
  if (small !== plan) {
    console.log(`a smaller plan with ${left.map(({ text }) => text).join('; ')}:`)
    for (const [name, value] of Object.entries(small)) {
      if (!Array.isArray(value)) console.log(`  ${name} ${JSON.stringify(value)}`)
      else for (const [i, item] of value.entries()) if (item !== CALM) console.log(`  ${name} ${i} ${JSON.stringify(item)}`)
    }
  }
  console.log('trace (milliseconds, event):')
  for (const line of trace.slice(0, TRACE_LINES)) console.log(`  ${line}`)
  if (trace.length > TRACE_LINES) console.log(`  … ${trace.length - TRACE_LINES} more`)
  return failures.length === 0
}

async function main(): Promise<void> {
  if (values.only !== undefined) {
    process.exitCode = (await show(wholeNumber('only', values.only)!, !values['no-shrink'])) ? 0 : 1
    return
  }
  const first = wholeNumber('seed', values.seed) ?? 1
  const seeds = wholeNumber('seeds', values.seeds) ?? 10_000
  const jobs = wholeNumber('jobs', values.jobs) ?? availableParallelism()
  const started = Date.now()
  let next = first
  let done = 0
  const total = { exchanges: 0, connections: 0, tasks: 0 }
  const failing = new Map<string, Set<number>>()
  const texts = new Map<string, string>()
  const note = (report: Report): void => {
    const before = done
    done += report.count
    for (const name of ['exchanges', 'connections', 'tasks'] as const) total[name] += report[name]
    for (const { seed, kind, text } of report.failures) {
      failing.set(kind, (failing.get(kind) ?? new Set()).add(seed))
      texts.set(`${kind} ${seed}`, text)
    }
    if (Math.floor(before / PROGRESS) !== Math.floor(done / PROGRESS)) {
      const kinds = [...failing].map(([kind, list]) => `${kind} ${list.size}`).join(', ') || 'no failure'
      console.error(`${done} of ${seeds} seeds, ${Math.round((Date.now() - started) / 1000)} s: ${kinds}`)
    }
  }
  await Promise.all(
    Array.from({ length: jobs }, () => {
      const child = fork(process.argv[1]!, ['--worker', ...(values.calm ? ['--calm'] : [])])
      const give = (): void => {
        const count = Math.min(BATCH, first + seeds - next)
        if (count <= 0) child.disconnect()
        else {
          child.send({ first: next, count })
          next += count
        }
      }
      return new Promise<void>((resolve, reject) => {
        child.on('message', (report: Report) => {
          note(report)
          give()
        })
        child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a process ended with ${code}`))))
        give()
      })
    }),
  )
  console.log(`${done} seeds on Node ${process.version}: ${total.exchanges} exchanges, ${total.connections} connections, ${total.tasks} events`)
  for (const [kind, list] of failing) {
    const examples = [...list].sort((a, b) => a - b)
    console.log(`${kind}: ${list.size} seeds`)
    for (const seed of examples.slice(0, EXAMPLES)) console.log(`  ${texts.get(`${kind} ${seed}`)}\n    ${COMMAND}${values.calm ? ' --calm' : ''} --only ${seed}`)
  }
  if (failing.size > 0) process.exitCode = 1
  else console.log('no failure')
}

if (values.worker) process.on('message', ({ first, count }: { first: number; count: number }) => void runBatch(first, count).then((report) => process.send!(report)))
else await main()
