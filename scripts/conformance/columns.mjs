/** The columns of a report, with the arguments of Node for each. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../step.mjs'

const url = (path) => pathToFileURL(join(ROOT, path)).href

/** Arguments of Node by column. They are passed in NODE_OPTIONS, so that processes that a test starts get them too. */
export const COLUMNS = {
  builtin: [],
  ours: ['--import', url('packages/compat-node-http/dist/register.js')],
}

/** The titles of the columns on a page. */
export const TITLES = { builtin: 'built-in', ours: 'ours' }

/** Arguments for every column: a shim that helpers of newer suites need on an older Node. */
export const SHIM = ['--import', url('scripts/conformance/shim.mjs')]
