/** The command line: what may be said, what it means, one clear line for everything else. */
import { parseArgs } from 'node:util'
import { PROOFS, SECTIONS } from '../proofs.mjs'
import { IMPLEMENTATIONS } from './http.mjs'

const ALL = 'all'

const OPTIONS = {
  http: { type: 'string', usage: `--http ${Object.keys(IMPLEMENTATIONS).join(',')}` },
  node: { type: 'string', usage: '--node BINARY|VERSION,…' },
  fraction: { type: 'string', usage: '--fraction N' },
  quick: { type: 'boolean', usage: '--quick' },
  json: { type: 'string', usage: '--json FILE' },
  markdown: { type: 'boolean', usage: '--markdown' },
}

/** For `npm run help`. */
export const USAGE = Object.values(OPTIONS).map(({ usage }) => usage)

/** @throws Error whose message is one line that says what exists */
export function readArguments(words) {
  const exists = `proofs: ${[ALL, ...Object.keys(SECTIONS), ...Object.keys(PROOFS)].join(', ')}; options: ${Object.values(OPTIONS).map(({ usage }) => usage).join(', ')}`
  const { values, positionals } = parse(words, exists)
  if (positionals.length === 0) throw new Error(`which proof? (${exists})`)
  const names = positionals.flatMap((word) => (word === ALL ? Object.keys(PROOFS) : SECTIONS[word] ?? [word]))
  const unknown = names.find((name) => !(name in PROOFS))
  if (unknown !== undefined) throw new Error(`unknown proof '${unknown}' (${exists})`)
  const https = (values.http ?? 'ours').split(',')
  const foreign = https.find((name) => !(name in IMPLEMENTATIONS))
  if (foreign !== undefined) throw new Error(`unknown implementation '${foreign}' (${exists})`)
  const { quick = false, json, markdown = false } = values
  if (quick && markdown) throw new Error('figures of a quick run are not written into a page: --quick and --markdown exclude each other')
  const fraction = Number(values.fraction ?? 1)
  if (!(fraction > 0 && fraction <= 1)) throw new Error(`--fraction takes a number over 0, at most 1, not '${values.fraction}'`)
  return { names: [...new Set(names)], implementations: https, nodes: values.node?.split(','), size: quick ? 'quick' : String(fraction), json, markdown }
}

function parse(words, exists) {
  try {
    return parseArgs({ args: words, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new Error(`${error.message.split(/[.\n]/)[0]} (${exists})`)
  }
}
