/** The long run: programs of one seed after another, what differs made short, and a table of all kinds of differences at the end. */
import { parseArgs } from 'node:util'
import { compare, confirm, glance } from './compare.js'
import { generate } from './generate.js'
import { reasonFor } from './known-differences.js'
import { Pair } from './pool.js'
import { record } from './record.js'
import type { Program } from './program.js'
import { kindOf, primary, type FieldDifference } from './reduce.js'
import { script } from './script.js'
import { shrink } from './shrink.js'

/** Programs of one kind that are made short, until there are as many different ones as asked for. */
const ATTEMPTS = 5

interface Kind {
  count: number
  seeds: number[]
  attempts: number
  examples: { seed: number; program: Program; differences: FieldDifference[] }[]
}

const { values: options } = parseArgs({
  options: {
    programs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    reference: { type: 'string', default: process.execPath },
    json: { type: 'string' },
    record: { type: 'string' },
    count: { type: 'string', default: '300' },
    /** Programs that are made short for each kind of difference. */
    examples: { type: 'string', default: '1' },
  },
})
if (options.record !== undefined) {
  await record(options.record, Number(options.count), options.reference)
  process.exit()
}
const first = Number(options.only ?? options.seed)
const programs = options.only === undefined ? Number(options.programs) : 1
const kinds = new Map<string, Kind>()
const known = new Map<string, number>()
let next = first
let done = 0
let differing = 0
const start = performance.now()

async function work(): Promise<void> {
  const pair = new Pair(process.execPath, options.reference)
  while (next < first + programs) await one(next++, pair)
  pair.end()
}

async function one(seed: number, pair: Pair): Promise<void> {
  const program = generate(seed)
  let found = await compare(program, pair)
  if (found.length > 0) found = await confirm(program, pair)
  const unknown = found.filter((difference) => {
    const reason = reasonFor(program, difference, found)
    if (reason) known.set(reason, (known.get(reason) ?? 0) + 1)
    return !reason
  })
  if (unknown.length > 0) differing++
  if (unknown.length > 0) await note(kindOf(primary(unknown)), seed, program, pair)
  if (++done % 100 === 0) console.log(`${done} programs, ${differing} differ, ${kinds.size} kinds, ${Math.round((done * 1000) / (performance.now() - start))} a second`)
}

async function note(kind: string, seed: number, program: Program, pair: Pair): Promise<void> {
  const entry: Kind = kinds.get(kind) ?? { count: 0, seeds: [], attempts: 0, examples: [] }
  kinds.set(kind, entry)
  entry.count++
  if (entry.seeds.length < 10) entry.seeds.push(seed)
  if (entry.examples.length >= Number(options.examples) || ++entry.attempts > ATTEMPTS) return
  const shows = (candidate: Program): Promise<boolean> => glance(candidate, pair, (found) => found.some((difference) => kindOf(difference) === kind && !reasonFor(candidate, difference, found)))
  const short = await shrink(program, shows)
  const differences = await confirm(short, pair)
  if (differences.length === 0 || entry.examples.some((example) => shapeOf(example.program) === shapeOf(short))) return
  entry.examples.push({ seed, program: short, differences })
  console.log(`\n${kind}\n  seed ${seed}: node packages/compat-node-http/scripts/random-programs.mjs --only ${seed}`)
  console.log(`  ${JSON.stringify(short)}`)
  for (const { field, ours, theirs } of differences) console.log(`  ${field}\n    ours   ${ours}\n    theirs ${theirs}`)
  if (options.only !== undefined) console.log(script(short))
}

/** What programs have in common that differ only in their values. */
const shapeOf = (program: Program): string => [...new Set(JSON.stringify(program).match(/"(?:do|what|how|event|peers|headers|pair|version|surplus|together|signal|again)":(?:"[^"]*")?/g))].sort().join()

await Promise.all(Array.from({ length: options.only === undefined ? Number(options.jobs) : 1 }, work))
console.log(`\n${done} programs, ${differing} differ without a known reason, ${Math.round((performance.now() - start) / 1000)} s`)
for (const [kind, { count, seeds }] of [...kinds].sort((a, b) => b[1].count - a[1].count)) console.log(`${String(count).padStart(6)}  ${kind}  (${seeds.slice(0, 5).join(', ')})`)
for (const [reason, count] of known) console.log(`${String(count).padStart(6)}  known: ${reason}`)
if (options.json !== undefined) {
  const { writeFileSync } = await import('node:fs')
  writeFileSync(options.json, JSON.stringify([...kinds].map(([kind, entry]) => ({ kind, ...entry, examples: entry.examples.map((example) => ({ ...example, script: script(example.program) })) })), null, 1))
}
process.exit(differing === 0 ? 0 : 1)
