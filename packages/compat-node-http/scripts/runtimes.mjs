/**
 * The doors of this package in Bun and Deno: by import, by preload, and what the preload reaches.
 *
 *     node packages/compat-node-http/scripts/runtimes.mjs [--markdown]
 *
 * It runs the apps of test/register/fixture, and those of scripts/runtimes, with the build in their node_modules. A runtime that is not installed is left out, and a line
 * says how to install it. The script fails if a door is open that the list says is closed, or the other way round. With --markdown it writes the table of
 * docs/migration.md, if both runtimes are there. Build first.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CA, SERVER } from '../../../internal/test-kit/src/certificates.mjs'
import { LAYERS } from '../../../layers.js'
import { doorsTable, writeDoorsTable } from '../../../scripts/doors-table.mjs'
import { optionsOf } from '../../../scripts/program.mjs'
import { howToInstall, runtimeBinary } from '../../../scripts/runtime-binaries.mjs'

const PAGE = new URL('../../../docs/migration.md', import.meta.url)

const COMPAT = '@layered-http/compat-node-http'
const REGISTER = `${COMPAT}/register`

/** Milliseconds. An app takes less than one second on an idle machine. */
const LIMIT = 30_000

/** How each runtime starts an app: by itself, and with the preload. */
const RUNTIMES = {
  bun: { plain: [], preload: ['--preload', REGISTER] },
  deno: { plain: ['run', '--allow-all'], preload: ['run', '--allow-all', '--preload', `npm:${REGISTER}`] },
}

/** Each: what the row says, the app, how it is started, and in which runtimes it works. */
const DOORS = [
  ['`import` of the package, and of its entry `https`', 'by-import.mjs', 'plain', ['bun', 'deno']],
  ['`require()` of the package', 'by-require.cjs', 'plain', ['bun', 'deno']],
  ['`import` of `register` before the app', 'by-register.mjs', 'plain', ['bun', 'deno']],
  ['the response to a client that ends its side with its request', 'half-closing.mjs', 'plain', ['bun', 'deno']],
  ['the end of a client whose body was not read', 'closing-unread.mjs', 'plain', ['bun', 'deno']],
  ['preload: `require`, `import()`, `process.getBuiltinModule`', 'commonjs.cjs', 'preload', ['bun', 'deno']],
  ['preload: named imports of `node:http` and `node:https`', 'named.mjs', 'preload', ['bun', 'deno']],
  ['preload: the name `globalAgent`', 'default.mjs', 'preload', ['bun']],
  ['preload: dependencies, of both module systems', 'dependent.mjs', 'preload', ['bun', 'deno']],
  ['preload: servers and clients of `https`', 'secure.mjs', 'preload', ['bun', 'deno']],
  ['preload: a replaced function is seen by `require` and `import`', 'patching.mjs', 'preload', ['bun', 'deno']],
  ['preload: `fetch` to our server', 'fetch.mjs', 'preload', ['bun', 'deno']],
  ['preload: `builtinHttp` and `builtinHttps`', 'builtin.mjs', 'preload', ['bun', 'deno']],
  ['preload: all `_http_*` modules', 'legacy-modules.cjs', 'preload', ['bun']],
  ["preload: messages of the runtime's own classes with our methods", 'foreign.cjs', 'preload', []],
  ['preload: `module.syncBuiltinESMExports()` after a mock', 'mocks.mjs', 'preload', []],
  ['preload: workers of `cluster`', 'cluster.cjs', 'preload', ['bun']],
  ['preload: worker threads', 'worker.mjs', 'preload', []],
]

const values = optionsOf(import.meta.url, { markdown: { type: 'boolean', usage: '--markdown' } })
const app = realpathSync(mkdtempSync(join(tmpdir(), 'compat-doors-')))
const columns = []

try {
  makeApp()
  for (const [name, ways] of Object.entries(RUNTIMES)) {
    const found = runtimeBinary(name)
    if (found === undefined) console.error(`${name}: left out, it is not installed (${howToInstall(name)})`)
    else columns.push({ title: `${name} ${found.version}`, cells: DOORS.map((door) => runDoor(name, found.binary, ways, door)) })
  }
} finally {
  rmSync(app, { recursive: true })
}

const table = doorsTable([['', ...columns.map(({ title }) => title)], ...DOORS.map(([what], row) => [what, ...columns.map(({ cells }) => cells[row])])])
console.log(table)
if (values.markdown) {
  if (columns.length < Object.keys(RUNTIMES).length || process.exitCode) console.error('The page stays as it is: a runtime is missing, or something is wrong')
  else writeDoorsTable(PAGE, table)
}

function makeApp() {
  const packages = fileURLToPath(new URL('../../', import.meta.url))
  cpSync(join(packages, 'compat-node-http/test/register/fixture'), app, { recursive: true })
  cpSync(fileURLToPath(new URL('runtimes', import.meta.url)), app, { recursive: true })
  cpSync(join(app, 'dependency'), join(app, 'node_modules/dependency'), { recursive: true })
  for (const [file, text] of [['key.pem', SERVER.key], ['cert.pem', SERVER.cert], ['ca.pem', CA]]) writeFileSync(join(app, file), text)
  // Deno finds the packages of a program by its manifest.
  writeFileSync(join(app, 'package.json'), JSON.stringify({ dependencies: { [COMPAT]: '*' } }))
  for (const name of Object.keys(LAYERS)) {
    for (const part of ['package.json', 'dist']) cpSync(join(packages, name, part), join(app, 'node_modules/@layered-http', name, part), { recursive: true })
  }
}

/** Runs an app. Returns its cell of the table, and says what is wrong. */
function runDoor(name, binary, ways, [what, file, way, works]) {
  const { status, stdout, stderr } = spawnSync(binary, [...ways[way], `./${file}`], { cwd: app, encoding: 'utf8', timeout: LIMIT, env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' } })
  const isOpen = status === 0 && stdout.endsWith('GET /path\n')
  console.error(`${name}: ${what}: ${isOpen ? 'yes' : 'no'}`)
  if (isOpen !== works.includes(name)) {
    process.exitCode = 1
    console.error(`  WRONG, expected: ${isOpen ? 'no' : 'yes'}\n${stdout}${stderr}`)
  }
  return isOpen ? 'yes' : 'no'
}
