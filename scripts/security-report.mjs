/**
 * `npm run security-report`: the attacks of known advisories, on the running node:http and on ours, over real sockets. Prints both outcomes of each.
 * With `-- --markdown` it writes the table of docs/security.md.
 */
import { setUp } from './set-up.mjs'
import { run } from './step.mjs'

export default async function securityReport(args) {
  await setUp()
  return run(process.execPath, ['packages/compat-node-http/scripts/security-report.mjs', ...args])
}
