/** `scripts/guided-fuzz.mjs`: runs one target for some minutes, in a thread that it watches, and writes what was found. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import type { Finding, Progress } from './loop.js'
import { TARGETS } from './targets.js'
import type { WorkerSettings } from './worker.js'

/** Bytes for an input that both threads see. */
const SHARED_SIZE = 1 << 16

/** Seconds that one input may take. Its work is a few milliseconds; a reduction and a busy machine take more. */
const HANG = 60

/** Seconds between two lines of progress. */
const REPORT = 20

const { values, positionals } = parseArgs({ allowPositionals: true, options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' }, json: { type: 'string' }, input: { type: 'string' } } })
const [name = ''] = positionals
const minutes = Number(values.minutes)
const seed = Number(values.seed)
if (!Object.hasOwn(TARGETS, name) || !(minutes > 0) || !Number.isInteger(seed)) {
  console.error(`usage: node guided-fuzz.mjs ${Object.keys(TARGETS).join('|')} [--minutes 60] [--seed 1] [--json FILE] [--input JSON]`)
  process.exit(2)
}

if (values.input !== undefined) {
  const { problems, features } = await TARGETS[name]!.run(JSON.parse(values.input) as string)
  console.log([...problems, `seen: ${features.join(', ')}`].join('\n\n'))
  process.exit(problems.length === 0 ? 0 : 1)
}

const current = new SharedArrayBuffer(SHARED_SIZE)
const head = new Int32Array(current, 0, 2)
const currentInput = (): string => Buffer.from(new Uint8Array(current, 8, head[1])).toString('latin1')

const findings: Finding[] = []
let progress: Progress = { runs: 0, corpus: 0, places: 0, findings: 0 }
const start = performance.now()
const seconds = (): number => Math.round((performance.now() - start) / 1000)

/** JSON of a Latin-1 string in which every character can be seen and copied. */
const shown = (input: string): string => JSON.stringify(input).replaceAll(/[\x7f-\xff]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)

function note(finding: Finding): void {
  findings.push(finding)
  console.log(`\n${finding.problem}\n  input ${shown(finding.input)}`)
}
const report = (): void => console.error(`${name}: ${seconds()} s, ${progress.runs} runs, ${progress.corpus} inputs kept, ${progress.places} places, ${findings.length} findings`)

/** Starts a thread, and another one with other numbers if it hangs or ends. */
function run(round: number): Promise<void> {
  return new Promise((resolve) => {
    const duration = minutes * 60_000 - (performance.now() - start)
    if (duration <= 0) return resolve()
    const before = progress.runs
    const worker = new Worker(new URL('worker.js', import.meta.url), { execArgv: [...process.execArgv, '--no-warnings'], workerData: { target: name, seed: seed + round, duration, current } satisfies WorkerSettings })
    let lastCount = -1
    let lastChange = performance.now()
    const watch = setInterval(() => {
      const count = Atomics.load(head, 0)
      if (count !== lastCount) lastChange = performance.now()
      lastCount = count
      if (performance.now() - lastChange < HANG * 1000) return
      note({ problem: `hangs for ${HANG} s`, input: currentInput() })
      void worker.terminate()
    }, 1000)
    const reports = setInterval(report, REPORT * 1000)
    let isOver = false
    worker.on('message', (message: { finding?: Finding; progress?: Progress; isOver?: boolean }) => {
      if (message.finding !== undefined) note(message.finding)
      if (message.progress !== undefined) progress = { ...message.progress, runs: before + message.progress.runs }
      isOver ||= message.isOver === true
    })
    worker.on('error', (error: Error) => note({ problem: `ends the thread: ${error.stack}`, input: currentInput() }))
    worker.on('exit', () => {
      clearInterval(watch)
      clearInterval(reports)
      resolve(isOver ? undefined : run(round + 1))
    })
  })
}

console.log(`${name}: ${minutes} minutes, seed ${seed}, Node ${process.version}`)
await run(0)
report()
console.log(`${progress.runs} runs, ${progress.corpus} inputs kept, ${progress.places} places of the sources reached, ${findings.length} findings`)
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(findings, null, 2)}\n`)
process.exitCode = findings.length === 0 ? 0 : 1
