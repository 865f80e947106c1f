/**
 * `npm run security-report`: the attacks of known advisories, on the running node:http and on ours, over real sockets. Prints both outcomes of each.
 * With `-- --markdown` it writes the table of docs/security.md.
 */
import { readOptions, usageLines } from './options.mjs'
import { setUp } from './set-up.mjs'
import { run } from './step.mjs'

const OPTIONS = { markdown: { type: 'boolean', usage: '--markdown (writes the table of docs/security.md; run it with Node 26)' } }

export const USAGE = usageLines(OPTIONS)

export default async function securityReport(args) {
  readOptions(args, OPTIONS)
  await setUp()
  return run(process.execPath, ['packages/compat-node-http/scripts/security-report.mjs', ...args])
}
