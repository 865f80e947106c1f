/** The command line: what may be said, what it means, one clear line for everything else. */
import { accessSync, constants, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { LOAD_TOOLS } from './load/tools.mjs'
import { RUNTIMES } from './runtimes.mjs'

/** How long and how often, unless said otherwise. Seconds are whole because wrk knows no others. */
const FULL = { rounds: 5, seconds: 5, warmUpSeconds: 2 }
const QUICK = { rounds: 2, seconds: 1, warmUpSeconds: 1 }

/** Instead of the name of a suite. */
const ALL = 'all'

const OPTIONS = {
  peer: { type: 'string', multiple: true, usage: `--peer ${RUNTIMES.join('|')}` },
  node: { type: 'string', usage: '--node BINARY|VERSION' },
  rounds: { type: 'string', usage: '--rounds N' },
  seconds: { type: 'string', usage: '--seconds N' },
  quick: { type: 'boolean', usage: '--quick' },
  load: { type: 'string', usage: `--load ${LOAD_TOOLS.join('|')}` },
  json: { type: 'string', usage: '--json FILE' },
}

/** @throws Error whose message is one line that says what exists */
export function readArguments(words, suites) {
  const names = [...suites.keys()]
  const exists = `suites: ${[ALL, ...names].join(', ')}; options: ${Object.values(OPTIONS).map((option) => option.usage).join(', ')}`
  const { values, positionals } = parse(words, exists)
  const { peer: peers = [], quick = false } = values
  if (positionals.length === 0) throw new Error(`which suite? (${exists})`)
  const unknown = positionals.find((name) => name !== ALL && !suites.has(name))
  if (unknown !== undefined) throw new Error(`unknown suite '${unknown}' (${exists})`)
  const unknownPeer = peers.find((name) => !RUNTIMES.includes(name))
  if (unknownPeer !== undefined) throw new Error(`unknown peer '${unknownPeer}' (${exists})`)
  if (values.load !== undefined && !LOAD_TOOLS.includes(values.load)) throw new Error(`unknown load generator '${values.load}' (${exists})`)
  const length = quick ? QUICK : FULL
  return {
    suites: positionals.includes(ALL) ? names : positionals,
    peers,
    node: values.node,
    quick,
    rounds: wholeNumber('rounds', values.rounds) ?? length.rounds,
    seconds: wholeNumber('seconds', values.seconds) ?? length.seconds,
    warmUpSeconds: length.warmUpSeconds,
    load: values.load,
    json: writableFile(values.json),
  }
}

function parse(words, exists) {
  try {
    return parseArgs({ args: words, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    // The first sentence names the option; the advice after it is about file names that start with a dash.
    throw new Error(`${error.message.split(/[.\n]/)[0]} (${exists})`)
  }
}

function wholeNumber(name, text) {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`--${name} takes a whole number from 1, not '${text}'`)
  return Number(text)
}

/** Tried before the minutes of measuring, not after. */
function writableFile(path) {
  if (path === undefined) return undefined
  const file = resolve(path)
  try {
    accessSync(dirname(file), constants.W_OK)
  } catch {
    throw new Error(`--json cannot write into ${dirname(file)}`)
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`--json takes a file; ${file} is a folder`)
  return file
}
