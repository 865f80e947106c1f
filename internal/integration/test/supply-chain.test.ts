/** Where the code of a published package comes from: dependencies, and the lockfile that builds it. The files themselves are in `tarballs.test.ts`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { PACKAGE_NAMES, ROOT } from './support/tarballs.js'

/** Dependencies of published packages outside of this repository, `package > dependency`, each with its reason. */
const REASONS: Readonly<Record<string, string>> = {}

interface Lockfile {
  packages: Record<string, { resolution: { integrity?: string; tarball?: string; type?: string } }>
  importers: Record<string, Record<string, Record<string, { specifier: string; version: string }>>>
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const lockfile = parse(read('pnpm-lock.yaml')) as Lockfile

test.each(PACKAGE_NAMES)('%s needs nothing at run time that is not of this repository', (name) => {
  const manifest = JSON.parse(read(`packages/${name}/package.json`)) as Record<string, Record<string, string> | undefined>
  const kinds = ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies']
  const foreign = kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})).filter((dependency) => !PACKAGE_NAMES.includes(dependency.replace('@layered-http/', '')))
  expect(foreign.filter((dependency) => REASONS[`${name} > ${dependency}`] === undefined)).toEqual([])
})

test('every package in the lockfile has a sha512, and comes from the registry in use', () => {
  const packages = Object.entries(lockfile.packages)
  expect(packages.length).toBeGreaterThan(100)
  const others = packages.filter(([, { resolution }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(resolution.integrity ?? '') || Object.keys(resolution).join() !== 'integrity')
  expect(others.map(([id]) => id)).toEqual([])
})

test('no dependency is named by an address', () => {
  const specifiers = Object.entries(lockfile.importers).flatMap(([importer, kinds]) => Object.values(kinds).flatMap((kind) => Object.entries(kind).map(([name, { specifier }]) => ({ importer, name, specifier }))))
  expect(specifiers.length).toBeGreaterThan(30)
  // A version, a range or another name of the registry, or a package of the workspace.
  expect(specifiers.filter(({ specifier }) => !/^(npm:(@[\w-]+\/)?[\w.-]+@)?[\^~]?\d+\.\d+\.\d+(-[\w.]+)?$|^workspace:[\^*]$/.test(specifier))).toEqual([])
})

test('no setting of the repository names a registry, and no install script of a dependency runs', () => {
  const manifests = ['package.json', ...PACKAGE_NAMES.map((name) => `packages/${name}/package.json`)]
  for (const file of ['.npmrc', 'pnpm-workspace.yaml', ...manifests]) expect(read(file), file).not.toMatch(/registry|onlyBuiltDependencies|dangerouslyAllowAllBuilds/)
})
