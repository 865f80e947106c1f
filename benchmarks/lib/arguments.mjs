/** Reads the command line. An error is one line that says what is wrong and what is allowed. */
import { accessSync, constants, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { LOAD_TOOLS } from './load/tools.mjs'
import { INSTALLED, peersFor, RUNTIMES } from './runtimes.mjs'

/** Defaults of the options with numbers. Seconds are whole numbers because wrk accepts only those. */
const FULL = { rounds: 5, seconds: 5, warmUpSeconds: 2 }
const QUICK = { rounds: 2, seconds: 1, warmUpSeconds: 1 }

/** Stands for all suites. */
const ALL = 'all'

const PEERS = [...RUNTIMES, INSTALLED]

const OPTIONS = {
  peer: { type: 'string', multiple: true, usage: `--peer ${PEERS.join('|')}` },
  node: { type: 'string', usage: '--node BINARY|VERSION,…' },
  rounds: { type: 'string', usage: '--rounds N' },
  seconds: { type: 'string', usage: '--seconds N' },
  'warm-up': { type: 'string', usage: '--warm-up N' },
  quick: { type: 'boolean', usage: '--quick' },
  load: { type: 'string', usage: `--load ${LOAD_TOOLS.join('|')}` },
  json: { type: 'string', usage: '--json FILE|FOLDER' },
  resume: { type: 'boolean', usage: '--resume' },
}

/** For `npm run help`. */
export const USAGE = Object.values(OPTIONS).map(({ usage }) => usage)

/** @throws Error whose message is one line that lists what exists */
export function readArguments(words, suites) {
  const names = [...suites.keys()]
  const exists = `suites: ${[ALL, ...names].join(', ')}; options: ${Object.values(OPTIONS).map((option) => option.usage).join(', ')}`
  const { values, positionals } = parse(words, exists)
  const { peer: peers = [], quick = false, resume = false } = values
  const nodes = values.node?.split(',')
  if (positionals.length === 0) throw new Error(`which suite? (${exists})`)
  const unknown = positionals.find((name) => name !== ALL && !suites.has(name))
  if (unknown !== undefined) throw new Error(`unknown suite '${unknown}' (${exists})`)
  const unknownPeer = peers.find((name) => !PEERS.includes(name))
  if (unknownPeer !== undefined) throw new Error(`unknown peer '${unknownPeer}' (${exists})`)
  if (values.load !== undefined && !LOAD_TOOLS.includes(values.load)) throw new Error(`unknown load generator '${values.load}' (${exists})`)
  const json = writable(values.json)
  if (nodes?.length > 1 && json.json) throw new Error('--json takes a folder if there are several Nodes')
  if (resume && values.json === undefined) throw new Error('--resume needs --json, where the results are that are kept')
  const length = quick ? QUICK : FULL
  return {
    suites: positionals.includes(ALL) ? names : positionals,
    peers: peersFor(peers),
    nodes,
    quick,
    rounds: wholeNumber('rounds', values.rounds) ?? length.rounds,
    seconds: wholeNumber('seconds', values.seconds) ?? length.seconds,
    warmUpSeconds: wholeNumber('warm-up', values['warm-up']) ?? length.warmUpSeconds,
    load: values.load,
    ...json,
    resume,
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

/** `{ json }` for a file, `{ jsonFolder }` for a folder that exists. Checked before measuring, which takes minutes or hours. */
function writable(path) {
  if (path === undefined) return {}
  const target = resolve(path)
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() ?? false
  const folder = isFolder ? target : dirname(target)
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    throw new Error(`--json cannot write into ${folder}`)
  }
  return isFolder ? { jsonFolder: target } : { json: target }
}
