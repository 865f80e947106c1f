/** The long run: runs the programs of consecutive seeds, then makes some short programs for each kind of difference. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { compare, confirm, glance } from './compare.js'
import { generate } from './generate.js'
import { reasonFor } from './known-differences.js'
import { Pair, runtimeOf } from './pool.js'
import type { Program } from './program.js'
import { record } from './record.js'
import { kindOf, primary, type FieldDifference } from './reduce.js'
import { script } from './script.js'
import { shrink } from './shrink.js'

/** Number of programs of one kind that are shortened until there are enough examples; the shortest come first. */
const ATTEMPTS = 4
/** Number of programs between two lines of progress. */
const PROGRESS = 200

interface Kind {
  name: string
  count: number
  /** With the lengths of their programs; sorted by length later. */
  seeds: { seed: number; length: number }[]
  examples: { seed: number; program: Program; differences: FieldDifference[]; script: string }[]
  /** True if no example differs every time in new processes. */
  unsteady?: boolean
}

/** Returns the number. The script that runs this prints an error with such a code as one line. */
function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw Object.assign(new TypeError(`--${name} takes a whole number from 1, not '${text}'`), { code: 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' })
  return Number(text)
}

const { values: options } = parseArgs({
  options: {
    programs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    reference: { type: 'string', default: process.execPath },
    runtime: { type: 'string', default: process.execPath },
    ours: { type: 'string' },
    json: { type: 'string' },
    record: { type: 'string' },
    count: { type: 'string', default: '300' },
    examples: { type: 'string', default: '1' },
  },
})
// For the workers.
if (options.ours !== undefined) process.env.RANDOM_PROGRAMS_OURS = pathToFileURL(resolve(options.ours)).href
if (options.record !== undefined) {
  await record(options.record, wholeNumber('count', options.count), options.reference)
  process.exit()
}
const firstSeed = wholeNumber('seed', options.seed)
const seeds = options.only?.split(',').map((text) => wholeNumber('only', text)) ?? Array.from({ length: wholeNumber('programs', options.programs) }, (_, i) => firstSeed + i)
const jobs = wholeNumber('jobs', options.jobs)
const examples = Number(options.examples)
const runtime = runtimeOf(options.runtime)
const kinds = new Map<string, Kind>()
const known = new Map<string, number>()
const start = performance.now()
let done = 0
let differing = 0

/** Runs `action` for each item, in one pair of processes for each job. */
async function each<T>(list: Iterable<T>, action: (item: T, pair: Pair) => Promise<void>): Promise<void> {
  const items = list[Symbol.iterator]()
  const work = async (): Promise<void> => {
    const pair = new Pair(options.runtime, options.reference)
    for (let next = items.next(); !next.done; next = items.next()) await action(next.value, pair)
    pair.end()
  }
  await Promise.all(Array.from({ length: jobs }, work))
}

async function scan(seed: number, pair: Pair): Promise<void> {
  const program = generate(seed)
  const found = await compare(program, pair)
  const unknown = found.filter((difference) => {
    const reason = reasonFor(program, difference, found, runtime)
    if (reason !== undefined) known.set(reason, (known.get(reason) ?? 0) + 1)
    return reason === undefined
  })
  if (unknown.length > 0) {
    differing++
    const name = kindOf(primary(unknown))
    const kind: Kind = kinds.get(name) ?? { name, count: 0, seeds: [], examples: [] }
    kinds.set(name, kind)
    kind.count++
    kind.seeds.push({ seed, length: JSON.stringify(program).length })
  }
  if (++done % PROGRESS === 0) console.log(`${done} programs, ${differing} differ, ${kinds.size} kinds, ${Math.round((done * 1000) / (performance.now() - start))} a second`)
}

/** Returns a key that is the same for programs that differ only in their values. */
const shapeOf = (program: Program): string => [...new Set(JSON.stringify(program).match(/"(?:do|what|how|event|peers|headers|pair|version|surplus|together|signal|again)":(?:"[^"]*")?/g))].sort().join()

async function illustrate(kind: Kind, pair: Pair): Promise<void> {
  kind.seeds.sort((a, b) => a.length - b.length)
  for (const { seed } of kind.seeds.slice(0, ATTEMPTS)) {
    if (kind.examples.length >= examples) break
    const shows = (program: Program) => (found: FieldDifference[]) => found.some((difference) => kindOf(difference) === kind.name && reasonFor(program, difference, found, runtime) === undefined)
    const long = generate(seed)
    let program = await shrink(long, (candidate) => glance(candidate, pair, shows(candidate)))
    let differences = await confirm(program, pair)
    if (!shows(program)(differences)) differences = await confirm((program = long), pair)
    if (!shows(program)(differences) || kind.examples.some((example) => shapeOf(example.program) === shapeOf(program))) continue
    kind.examples.push({ seed, program, differences, script: script(program) })
    console.log(`\n${kind.name}\n  node packages/compat-node-http/scripts/random-programs.mjs --only ${seed}\n  ${JSON.stringify(program)}`)
    for (const { field, ours, theirs } of differences) console.log(`  ${field}\n    ours   ${ours}\n    theirs ${theirs}`)
    if (options.only !== undefined) console.log(`\n${script(program)}`)
  }
  if (kind.examples.length === 0 && examples > 0) kind.unsteady = true
}

await each(seeds, scan)
const sorted = [...kinds.values()].sort((a, b) => b.count - a.count)
await each(sorted, illustrate)
const failures = sorted.filter(({ unsteady }) => !unsteady)
console.log(`\n${done} programs, ${differing} differ without a known reason, ${Math.round((performance.now() - start) / 1000)} s`)
for (const { name, count, seeds, unsteady } of sorted) console.log(`${String(count).padStart(6)}  ${name}  (${unsteady ? 'not every time: ' : ''}${seeds.slice(0, 5).map(({ seed }) => seed).join(', ')})`)
for (const [reason, count] of known) console.log(`${String(count).padStart(6)}  known: ${reason}`)
if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(sorted, null, 1))
process.exit(failures.length === 0 ? 0 : 1)
