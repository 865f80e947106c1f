/** The columns of a report, with the files that are preloaded for each. */
import { join } from 'node:path'
import { ROOT } from '../step.mjs'

/** Files that are preloaded, by column. */
export const COLUMNS = {
  builtin: [],
  ours: [join(ROOT, 'packages/compat-node-http/dist/register.js')],
}

/** The titles of the columns on a page. */
export const TITLES = { builtin: 'built-in', ours: 'ours' }

/** For every column: a shim that helpers of newer suites need on an older Node. */
export const SHIM = [join(ROOT, 'scripts/conformance/shim.mjs')]
