/**
 * A small server with `@layered-http/server` alone, a small client with `@layered-http/client` alone, and `@layered-http/agent` alone under Node's own http: the programs of `../faces` compile
 * strictly, library checks included, however modules are resolved. They get the parts of other layers that they need through these two.
 */
import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compile, RESOLUTIONS } from './support/compile.js'
import { installAlone, packAll, type Project } from './support/tarballs.js'

const INSTALL_DEADLINE = 180_000 // milliseconds, long enough for a busy machine
const COMPILE_DEADLINE = 120_000

const FOLDER = fileURLToPath(new URL('../faces', import.meta.url))
const require = createRequire(import.meta.url)

/** Versions of `@types/node`, by the line of Node that they are for. */
const TYPES = { 20: 'types-node20', 22: 'types-node22', 24: 'types-node24', 26: '@types/node' }

let project: Project
let programs: string[]
beforeAll(async () => {
  const tarballs = await packAll()
  project = await installAlone(tarballs, ['server', 'client', 'agent'])
  await tarballs.dispose()
  await cp(FOLDER, project.path, { recursive: true })
  programs = (await readdir(FOLDER, { recursive: true })).filter((file) => file.endsWith('.mts')).sort()
}, INSTALL_DEADLINE)
afterAll(() => project.dispose())

/** Installs the version for a line of Node as the project's `@types/node`. */
async function useTypes(line: keyof typeof TYPES): Promise<string> {
  const types = join(project.path, 'node_modules/@types/node')
  await mkdir(dirname(types), { recursive: true })
  await rm(types, { force: true, recursive: true })
  await symlink(dirname(require.resolve(`${TYPES[line]}/package.json`)), types, 'junction')
  return types
}

test('a program cannot import other layers than its own', async () => {
  const layers = await readdir(join(project.path, 'node_modules/@layered-http'))
  expect(layers.sort()).toEqual(['agent', 'client', 'server'])
})

const COMBINATIONS = ([20, 22, 24, 26] as const).flatMap((line) => (['nodenext', 'node16', 'bundler'] as const).map((resolution) => [line, resolution] as const))

test.each(COMBINATIONS)('the programs compile with @types/node %i, moduleResolution %s', { timeout: COMPILE_DEADLINE }, async (line, resolution) => {
  const types = await useTypes(line)
  expect(compile(project.path, programs, { ...RESOLUTIONS[resolution], types })).toEqual(Object.fromEntries(programs.map((file) => [file, ''])))
})
