/** The columns of a report, with the beginning of NODE_OPTIONS for each. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../step.mjs'

const url = (path) => pathToFileURL(join(ROOT, path)).href

const WITNESS = ['--import', url('scripts/ecosystem/witness.mjs')]

export const COLUMNS = {
  builtin: WITNESS,
  ours: [...WITNESS, '--import', url('packages/compat-node-http/dist/register.js')],
}
