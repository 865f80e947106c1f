/** Reads the command line. An error is one line that says what is wrong and what is allowed. */
import { readOptions, usageLines, usageOf } from '../../../../scripts/options.mjs'
import { StepError } from '../../../../scripts/step.mjs'
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
export const USAGE = usageLines(OPTIONS)

/** @throws StepError that lists what exists */
export function readArguments(words) {
  const { words: wanted, quick = false, json, markdown = false, ...values } = readOptions(words, OPTIONS, { words: Infinity })
  const exists = `proofs: ${[ALL, ...Object.keys(SECTIONS), ...Object.keys(PROOFS)].join(', ')}; ${usageOf(OPTIONS)}`
  if (wanted.length === 0) throw new StepError(`which proof? ${exists}`)
  const names = wanted.flatMap((word) => (word === ALL ? Object.keys(PROOFS) : SECTIONS[word] ?? [word]))
  const unknown = names.find((name) => !(name in PROOFS))
  if (unknown !== undefined) throw new StepError(`unknown proof '${unknown}'; ${exists}`)
  const https = (values.http ?? 'ours').split(',')
  const foreign = https.find((name) => !(name in IMPLEMENTATIONS))
  if (foreign !== undefined) throw new StepError(`unknown implementation '${foreign}'; ${usageOf(OPTIONS)}`)
  if (quick && markdown) throw new StepError('figures of a quick run are not written into a page: --quick and --markdown exclude each other')
  const fraction = Number(values.fraction ?? 1)
  if (!(fraction > 0 && fraction <= 1)) throw new StepError(`--fraction takes a number over 0, at most 1, not '${values.fraction}'`)
  return { names: [...new Set(names)], implementations: https, nodes: values.node?.split(','), size: quick ? 'quick' : String(fraction), json, markdown }
}
