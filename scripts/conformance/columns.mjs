/** The columns of a report: what Node is started with for each. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../step.mjs'

const url = (path) => pathToFileURL(join(ROOT, path)).href

/** Arguments of Node by column. They go into NODE_OPTIONS, so that what a test starts gets them as well. */
export const COLUMNS = {
  builtin: [],
  ours: ['--import', url('packages/compat-node-http/dist/register.js')],
}

/** What the columns are called on a page. */
export const TITLES = { builtin: 'built-in', ours: 'ours' }

/** What the helpers of newer suites need of an older Node, in every column. */
export const SHIM = ['--import', url('scripts/conformance/shim.mjs')]
