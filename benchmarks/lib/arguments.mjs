/** Reads the command line. An error is one line that says what is wrong and what is allowed. */
import { accessSync, constants, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { readOptions, usageLines, usageOf, wholeNumber } from '../../scripts/options.mjs'
import { StepError } from '../../scripts/step.mjs'
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
export const USAGE = usageLines(OPTIONS)

/** @throws StepError that lists what exists */
export function readArguments(words, suites) {
  const { words: names, peer: peers = [], quick = false, resume = false, ...values } = readOptions(words, OPTIONS, { words: Infinity })
  const exists = `suites: ${[ALL, ...suites.keys()].join(', ')}; ${usageOf(OPTIONS)}`
  if (names.length === 0) throw new StepError(`which suite? ${exists}`)
  const unknown = names.find((name) => name !== ALL && !suites.has(name))
  if (unknown !== undefined) throw new StepError(`unknown suite '${unknown}'; ${exists}`)
  const unknownPeer = peers.find((name) => !PEERS.includes(name))
  if (unknownPeer !== undefined) throw new StepError(`unknown peer '${unknownPeer}'; ${usageOf(OPTIONS)}`)
  if (values.load !== undefined && !LOAD_TOOLS.includes(values.load)) throw new StepError(`unknown load generator '${values.load}'; ${usageOf(OPTIONS)}`)
  const nodes = values.node?.split(',')
  const json = writable(values.json)
  if (nodes?.length > 1 && json.json) throw new StepError('--json takes a folder if there are several Nodes')
  if (resume && values.json === undefined) throw new StepError('--resume needs --json, where the results are that are kept')
  const length = quick ? QUICK : FULL
  return {
    suites: names.includes(ALL) ? [...suites.keys()] : names,
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

/** `{ json }` for a file, `{ jsonFolder }` for a folder that exists. Checked before measuring, which takes minutes or hours. */
function writable(path) {
  if (path === undefined) return {}
  const target = resolve(path)
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() ?? false
  const folder = isFolder ? target : dirname(target)
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    throw new StepError(`--json cannot write into ${folder}`)
  }
  return isFolder ? { jsonFolder: target } : { json: target }
}
