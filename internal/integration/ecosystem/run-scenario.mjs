/** Runs a scenario in one column, in a process group of its own with a time limit, and reads its checks. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CA, SERVER } from '@layered-http/test-kit/certificates'
import { runGroup } from '../../../scripts/ecosystem/process-group.mjs'

const HERE = import.meta.dirname
const COMPAT = fileURLToPath(new URL('../../../packages/compat-node-http/dist', import.meta.url))

const REGISTER = join(COMPAT, 'register.js')
export const COLUMNS = { builtin: [], ours: ['--import', pathToFileURL(REGISTER).href] }

const DENO = ['run', '--allow-all', '--quiet', '--no-lock', '--node-modules-dir=manual']
/** Flags of other runtimes: `imported` gets ours by an import of the program. */
export const RUNTIMES = {
  bun: { builtin: [], preload: ['--preload', REGISTER], imported: [] },
  deno: { builtin: DENO, preload: [...DENO, '--preload', REGISTER], imported: DENO },
}

/** Characters of standard error that are kept if a scenario ends too early. */
const MAX_OUTPUT = 2_000

/**
 * Returns `{ http, https, column, told }`: for each, `{ passed, failed }` with the number of checks that passed and a line for each that failed. `column` has
 * the proof that the requests were of the column's implementation.
 *
 * @param options.limit - milliseconds after which the process group is killed
 * @param options.flags - those of the runtime; by default those of the column on Node
 */
export async function runScenario(name, column, { node, limit, flags = COLUMNS[column] }) {
  const folder = mkdtempSync(join(tmpdir(), 'layered-http-ecosystem-'))
  const file = (base, text) => {
    const path = join(folder, base)
    writeFileSync(path, text)
    return path
  }
  const results = file('results', '')
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    NODE_OPTIONS: '',
    NODE_EXTRA_CA_CERTS: file('ca.pem', CA),
    NEXT_TELEMETRY_DISABLED: '1',
    ECOSYSTEM_CERTIFICATES: file('identity.json', JSON.stringify(SERVER)),
    ECOSYSTEM_COLUMN: column === 'builtin' ? 'builtin' : 'ours',
    ...(column === 'imported' ? { ECOSYSTEM_IMPORT: 'yes' } : {}),
    DENO_CERT: file('deno-ca.pem', CA),
    DENO_NO_UPDATE_CHECK: '1',
    ECOSYSTEM_COMPAT: COMPAT,
    ECOSYSTEM_RESULTS: results,
  }
  try {
    const { timedOut, stderr } = await runGroup(node, [...flags, join(HERE, 'lib/run-one.mjs'), name], { cwd: HERE, env, limit })
    return collect(readFileSync(results, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)), timedOut ? 'its time was over' : `the process ended: ${stderr.slice(-MAX_OUTPUT)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Sorts the lines of a run by protocol. A protocol that was begun and has not ended has failed. */
function collect(lines, why) {
  const run = { told: {} }
  for (const protocol of ['http', 'https', 'column']) {
    const own = lines.filter((line) => line.protocol === protocol)
    if (own.length === 0 && protocol === 'https') continue
    const checks = own.filter(({ title }) => title !== undefined)
    const failed = checks.filter(({ error }) => error !== undefined).map(({ title, error }) => `${title}: ${error}`)
    const isWhole = protocol === 'column' ? checks.length > 0 : own.some(({ end }) => end)
    if (!isWhole && failed.length === 0) failed.push(`the scenario does not end: ${why}`)
    run[protocol] = { passed: checks.length - checks.filter(({ error }) => error !== undefined).length, failed }
    for (const { tell, value } of own) if (tell !== undefined) run.told[`${protocol}: ${tell}`] = value
  }
  return run
}
