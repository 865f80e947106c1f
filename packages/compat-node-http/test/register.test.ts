/**
 * The preload as a user starts it: the published packages in the node_modules of an app, and Node with a flag.
 *
 * The apps are in register/fixture. Each asserts that it got the right `http`, makes one request and prints the body of the response.
 */
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { CA, SERVER } from '@layered-http/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const REGISTER = '@layered-http/compat-node-http/register'
const PACKAGES = ['parser', 'headers', 'streams', 'agent', 'server', 'client', 'compat-node-http']
const WAYS_IN = {
  '--import': ['--import', REGISTER],
  '--require': ['--require', REGISTER],
  'both flags': ['--require', REGISTER, '--import', REGISTER],
}
/** The outcome of an app without an error. */
const OK = { code: 0, stdout: 'GET /path\n', stderr: '' }

const packages = fileURLToPath(new URL('../../', import.meta.url))
const fixture = fileURLToPath(new URL('./register/fixture', import.meta.url))
let app: string

beforeAll(() => {
  app = realpathSync(mkdtempSync(join(tmpdir(), 'layered-http-register-')))
  cpSync(fixture, app, { recursive: true })
  writeFileSync(join(app, 'key.pem'), SERVER.key)
  writeFileSync(join(app, 'cert.pem'), SERVER.cert)
  writeFileSync(join(app, 'ca.pem'), CA)
  cpSync(join(fixture, 'dependency'), join(app, 'node_modules/dependency'), { recursive: true })
  for (const name of PACKAGES) install(name)
})

afterAll(() => rmSync(app, { recursive: true, force: true }))

/** Copies the manifest and the build into the app's node_modules, as npm does. */
function install(name: string): void {
  const from = join(packages, name)
  if (!existsSync(join(from, 'dist/index.js'))) throw new Error(`packages/${name} is not built, and this test runs the build: run "npx turbo build" first`)
  const to = join(app, 'node_modules/@layered-http', name)
  mkdirSync(to, { recursive: true })
  cpSync(join(from, 'package.json'), join(to, 'package.json'))
  cpSync(join(from, 'dist'), join(to, 'dist'), { recursive: true })
}

interface Outcome {
  code: number
  stdout: string
  stderr: string
}

/** Runs Node in the app's folder. */
function node(args: readonly string[], env: Record<string, string> = {}, cwd = app): Promise<Outcome> {
  return run(process.execPath, args, env, cwd)
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}, cwd = app): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env: { ...withoutNodeOptions(), ...env } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })
}

/** Returns the environment without NODE_OPTIONS, which a test runner or a shell may set. */
function withoutNodeOptions(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...env } = process.env
  return env
}

describe.each(Object.entries(WAYS_IN))('preloaded with %s', (_, flags) => {
  it.each([
    ['require, createRequire, getBuiltinModule and import() of a CommonJS app', 'commonjs.cjs'],
    ['the default import and the namespace of an ES module', 'default.mjs'],
    ['the named imports of an ES module', 'named.mjs'],
    ['dependencies in node_modules, of both module systems,', 'dependent.mjs'],
    ['a worker thread', 'worker.mjs'],
    ['require, getBuiltinModule and import() of the _http_* modules (X-01)', 'legacy-modules.cjs'],
  ])('%s get this package', async (_, file) => {
    expect(await node([...flags, file])).toEqual(OK)
  })

  it('require and import return one object, so that a function replaced on it is replaced for all', async () => {
    expect(await node([...flags, 'patching.mjs'])).toEqual(OK)
  })

  it("named imports show replaced functions after syncBuiltinESMExports, as those of Node's own http do", async () => {
    const [ours, theirs] = await Promise.all([node([...flags, 'syncing.mjs']), node(['syncing.mjs'])])
    expect(theirs.stdout).toContain('"afterSync":[true,true,true]')
    expect(ours).toEqual(theirs)
  })

  it("builtinHttp and builtinHttps are Node's own modules", async () => {
    expect(await node([...flags, 'builtin.mjs'])).toEqual(OK)
  })

  it.each([
    ['all code sees a mock of node:test', 'mocks.mjs'],
    ['a cluster and its workers get this package', 'cluster.cjs'],
    ["a server and a client of https are this package's", 'secure.mjs'],
    ["objects of Node's own classes work with our methods, and instanceof is true for both classes", 'foreign.cjs'],
    ['an HTTP/1.1 client of http2.createSecureServer({ allowHTTP1: true })', 'http2.mjs'],
    ['an agent that looks for https in the stack', 'stack-agent.mjs'],
    ['fetch works with our server', 'fetch.mjs'],
  ])('%s', async (_, file) => {
    expect(await node([...flags, file])).toEqual(OK)
  })

  it("Node's test runner works", async () => {
    const { code, stdout, stderr } = await node([...flags, '--test', '--test-reporter=tap', 'runner.cjs'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^# pass 1$/m)
  })

  it("O-13: the inspector's Network domain shows the requests as without the preload", async () => {
    const args = ['--experimental-network-inspection', 'network-domain.cjs']
    const { stdout } = await node([...flags, ...args])
    expect(stdout.split('\n')).toHaveLength(6)
    expect(stdout).toBe((await node(args)).stdout)
  })

  it('the inspector listens, and responds over HTTP', async () => {
    expect(await node([...flags, 'inspector.cjs'])).toMatchObject({ code: 0, stdout: 'GET /path\n' })
  })
})

it('an http2 server responds to an HTTP/1.1 client if http2 was loaded before the preload', async () => {
  expect(await node(['--require', './http2-first.cjs', '--import', REGISTER, 'http2.mjs'])).toEqual(OK)
})

it.each(Object.entries(WAYS_IN))('%s without WebAssembly is one clear error at the start', async (_, flags) => {
  const { code, stderr } = await node(['--jitless', ...flags, 'commonjs.cjs'])
  expect(code).toBe(1)
  expect(stderr).toContain('Error [ERR_WASM_UNAVAILABLE]: The HTTP parser needs WebAssembly, which is not available here. Node has it unless it runs with --jitless')
})

// Only Linux bounds the address space of a process. Node 24 and later get by with less of it.
it.runIf(process.platform === 'linux').each(Object.entries(WAYS_IN))('%s in too little address space is one clear error at the start, or works', async (_, flags) => {
  const { code, stdout, stderr } = await run('sh', ['-c', 'ulimit -v 8000000; exec "$0" "$@"', process.execPath, ...flags, 'commonjs.cjs'])
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    expect({ code, stdout, stderr }).toEqual(OK)
    return
  }
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('Error [ERR_WASM_UNAVAILABLE]: The HTTP parser gets no memory for WebAssembly. Node 20 and 22 reserve about 10 GB of addresses for it')
})

it('--require preloads workers with eval: true', async () => {
  expect(await node(['--require', REGISTER, 'eval-worker.cjs'])).toEqual(OK)
})

it('NODE_OPTIONS with an absolute path preloads Node in any folder', async () => {
  const register = pathToFileURL(join(app, 'node_modules/@layered-http/compat-node-http/dist/register.js')).href
  const script = "const http = require('http'); console.log(http.createServer === process.getBuiltinModule('http').createServer, Symbol.for('layered-http.preloaded') in globalThis)"
  expect(await node(['-e', script], { NODE_OPTIONS: `--import ${register}` }, tmpdir())).toEqual({ code: 0, stdout: 'true true\n', stderr: '' })
})

it('under the permission model, the preload needs only the permission to read the app', async () => {
  const flag = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission'
  // The app listens and connects, for which Node has a permission since 25.
  const network = process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []
  const { code, stdout, stderr } = await node([flag, ...network, `--allow-fs-read=${join(app, '*')}`, '--import', REGISTER, 'commonjs.cjs'])
  expect({ code, stdout, stderr: stderr.replace(/^.*ExperimentalWarning.*\n.*--trace-warnings.*\n/gm, '') }).toEqual(OK)
})

it('a preload that is bundled into one file replaces the members too', async () => {
  await build({ entryPoints: [join(app, 'node_modules/@layered-http/compat-node-http/dist/register.js')], outfile: join(app, 'bundled.mjs'), bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' })
  expect(await node(['--import', './bundled.mjs', 'unaware.mjs'])).toEqual(OK)
})

it('compat that was imported before the preload shares its members with node:http, in both directions', async () => {
  expect(await node(['compat-first.cjs'])).toEqual(OK)
})

it('a runtime without some of the _http_* modules is preloaded too', async () => {
  expect(await node(['--require', './fewer-modules.cjs', '--import', REGISTER, 'unaware.mjs'])).toEqual(OK)
})

it('Deno: the named imports of http, which are fixed when https is loaded, are of this package', async () => {
  expect(await node(['--require', './deno-names.cjs', '--import', REGISTER, 'fixed-names.mjs'])).toEqual(OK)
})

it('if a tool has made a member read-only before, the preload throws an error that names it', async () => {
  const { code, stderr } = await node(['--require', './frozen.cjs', '--import', REGISTER, 'commonjs.cjs'])
  expect(code).toBe(1)
  expect(stderr).toContain('Cannot replace request of node:http')
})

it('warnings about the _http_* modules appear only if the program loads them', async () => {
  const [ours, theirs] = await Promise.all([node(['--import', REGISTER, 'asks-for-legacy.cjs']), node(['asks-for-legacy.cjs'])])
  const withoutPid = ({ code, stderr }: Outcome): object => ({ code, stderr: stderr.replace(/^\(node:\d+\)/gm, '') })
  expect(withoutPid(ours)).toEqual(withoutPid(theirs))
})

it('http alone loads neither https nor TLS', async () => {
  expect(await node(['http-only.cjs'])).toEqual({ code: 0, stdout: 'https: false\n', stderr: '' })
})

it('NODE_OPTIONS preloads the process and its worker threads', async () => {
  expect(await node(['worker.mjs'], { NODE_OPTIONS: `--import ${REGISTER}` })).toEqual(OK)
})

it('NODE_OPTIONS preloads the processes that the process starts', async () => {
  expect(await node(['child.cjs'], { NODE_OPTIONS: `--import ${REGISTER}` })).toEqual(OK)
})

describe('P-31 M-06: command-line options of Node apply', () => {
  it.each([
    ['none', [], '16384 200 400\n'],
    ['--max-http-header-size', ['--max-http-header-size=1024'], '1024 431 400\n'],
    ['--insecure-http-parser', ['--insecure-http-parser'], '16384 200 200\n'],
  ])('%s', async (_, options, stdout) => {
    expect(await node(['--import', REGISTER, ...options, 'defaults.cjs'])).toMatchObject({ code: 0, stdout })
    expect(await node(['--import', REGISTER, 'defaults.cjs'], { NODE_OPTIONS: options.join(' ') })).toMatchObject({ code: 0, stdout })
  })
})

it('M-12: NODE_DEBUG=http prints log lines, and a warning', async () => {
  const { stderr } = await node(['--import', REGISTER, 'commonjs.cjs'], { NODE_DEBUG: 'http' })
  expect(stderr).toMatch(/^HTTP \d+: file:.*\/compat-node-http\/dist\/.* serves node:http in this process$/m)
  expect(stderr).toMatch(/^HTTP \d+: server: GET \/path$/m)
  expect(stderr).toContain("Setting the NODE_DEBUG environment variable to 'http' can expose sensitive data")
})

it("builtinHttp is Node's own if the app imports register, without a flag", async () => {
  expect(await node(['builtin.mjs'])).toEqual(OK)
})

it("a second copy of the package keeps the first one preloaded, and also has Node's own modules", async () => {
  const copy = join(app, 'node_modules/copy')
  cpSync(join(app, 'node_modules/@layered-http/compat-node-http'), copy, { recursive: true })
  expect(await node(['--import', pathToFileURL(join(copy, 'dist/register.js')).href, '--import', REGISTER, 'second-copy.mjs'])).toEqual(OK)
})

it('without the flag, the assertions of the apps fail', async () => {
  const { code, stderr } = await node(['commonjs.cjs'])
  expect(code).toBe(1)
  expect(stderr).toContain('AssertionError')
})
