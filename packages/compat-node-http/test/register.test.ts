/**
 * The preload door, as a user opens it: the packages as they are published, in the node_modules of an app, and Node started with a flag.
 *
 * The apps are in register/fixture. Each asserts for itself whose `http` it got, makes one request and prints what came back.
 */
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const REGISTER = '@layered-http/compat-node-http/register'
const PACKAGES = ['parser', 'headers', 'streams', 'agent', 'server', 'client', 'compat-node-http']
const WAYS_IN = {
  '--import': ['--import', REGISTER],
  '--require': ['--require', REGISTER],
  'both flags': ['--require', REGISTER, '--import', REGISTER],
}
/** What an app prints when all is well. */
const OK = { code: 0, stdout: 'GET /path\n', stderr: '' }

const packages = fileURLToPath(new URL('../../', import.meta.url))
const fixture = fileURLToPath(new URL('./register/fixture', import.meta.url))
let app: string

beforeAll(() => {
  app = realpathSync(mkdtempSync(join(tmpdir(), 'layered-http-register-')))
  cpSync(fixture, app, { recursive: true })
  cpSync(join(fixture, 'dependency'), join(app, 'node_modules/dependency'), { recursive: true })
  for (const name of PACKAGES) install(name)
})

afterAll(() => rmSync(app, { recursive: true, force: true }))

/** Puts into the app's node_modules what npm would: the manifest and the build. */
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
function node(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: app, env: { ...withoutNodeOptions(), ...env } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })
}

/** The environment without what a test runner or a shell may ask of Node. */
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

  it('every way leads to one object, so that a function replaced on it is replaced for all', async () => {
    expect(await node([...flags, 'patching.mjs'])).toEqual(OK)
  })

  it("named imports show what was replaced after syncBuiltinESMExports, as those of Node's own http do", async () => {
    const [ours, theirs] = await Promise.all([node([...flags, 'syncing.mjs']), node(['syncing.mjs'])])
    expect(theirs.stdout).toContain('"afterSync":[true,true,true]')
    expect(ours).toEqual(theirs)
  })

  it("builtinHttp is Node's own http", async () => {
    expect(await node([...flags, 'builtin.mjs'])).toEqual(OK)
  })
})

it('NODE_OPTIONS preloads the process and its worker threads', async () => {
  expect(await node(['worker.mjs'], { NODE_OPTIONS: `--import ${REGISTER}` })).toEqual(OK)
})

it('NODE_OPTIONS preloads the processes that the process starts', async () => {
  expect(await node(['child.cjs'], { NODE_OPTIONS: `--import ${REGISTER}` })).toEqual(OK)
})

describe('P-31 M-06: options of Node hold', () => {
  it.each([
    ['none', [], '16384 200 400\n'],
    ['--max-http-header-size', ['--max-http-header-size=1024'], '1024 431 400\n'],
    ['--insecure-http-parser', ['--insecure-http-parser'], '16384 200 200\n'],
  ])('%s', async (_, options, stdout) => {
    expect(await node(['--import', REGISTER, ...options, 'defaults.cjs'])).toMatchObject({ code: 0, stdout })
    expect(await node(['--import', REGISTER, 'defaults.cjs'], { NODE_OPTIONS: options.join(' ') })).toMatchObject({ code: 0, stdout })
  })
})

it('M-12: NODE_DEBUG=http prints what happens, and warns that it does', async () => {
  const { stderr } = await node(['--import', REGISTER, 'commonjs.cjs'], { NODE_DEBUG: 'http' })
  expect(stderr).toMatch(/^HTTP \d+: server: GET \/path$/m)
  expect(stderr).toContain("Setting the NODE_DEBUG environment variable to 'http' can expose sensitive data")
})

it("builtinHttp is Node's own http where the door is opened by an import", async () => {
  expect(await node(['builtin.mjs'])).toEqual(OK)
})

it('a second copy of the package leaves the first in charge and knows the built-in too', async () => {
  const copy = join(app, 'node_modules/copy')
  cpSync(join(app, 'node_modules/@layered-http/compat-node-http'), copy, { recursive: true })
  expect(await node(['--import', `${copy}/dist/register.js`, '--import', REGISTER, 'second-copy.mjs'])).toEqual(OK)
})

it('without the flag the apps see that they did not get this package', async () => {
  const { code, stderr } = await node(['commonjs.cjs'])
  expect(code).toBe(1)
  expect(stderr).toContain('AssertionError')
})
