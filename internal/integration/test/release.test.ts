/**
 * A release of one layer releases only that layer, as long as its version stays in the ranges of the packages that depend on it. The test uses the real
 * manifests and settings of changesets, in the state after a first release.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import getReleasePlan from '@changesets/get-release-plan'
import { afterAll, beforeAll, expect, test } from 'vitest'
import changelog from '../../../scripts/release/changelog.cjs'
import { summary } from '../../../scripts/release/summary.mjs'
import { PACKAGE_NAMES, ROOT } from './support/tarballs.js'

const FIRST_RELEASE = '0.1.0'

let workspace: string
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'layered-http-'))
  for (const file of ['package.json', 'pnpm-workspace.yaml', '.changeset/config.json']) cpSync(join(ROOT, file), join(workspace, file))
  for (const name of PACKAGE_NAMES) {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8')) as { version: string; devDependencies?: object }
    mkdirSync(join(workspace, 'packages', name), { recursive: true })
    // The private packages in these manifests are never released.
    writeFileSync(join(workspace, 'packages', name, 'package.json'), JSON.stringify({ ...manifest, version: FIRST_RELEASE, devDependencies: undefined }))
  }
})
afterAll(() => rmSync(workspace, { recursive: true }))

/** Returns the release after one changeset, as `{ package: version }`, and the output of `npm run release:dry`. */
async function releaseAfter(name: string, type: 'patch' | 'minor'): Promise<{ versions: Record<string, string>; shown: string }> {
  const file = join(workspace, '.changeset/one.md')
  writeFileSync(file, `---\n'@layered-http/${name}': ${type}\n---\n\nThe reason.\n\nMore of it.\n`)
  const plan = await getReleasePlan(workspace)
  rmSync(file)
  return {
    versions: Object.fromEntries(plan.releases.map((release) => [release.name.slice('@layered-http/'.length), release.newVersion])),
    shown: summary(plan, PACKAGE_NAMES.map((each) => `@layered-http/${each}`)),
  }
}

test.each(PACKAGE_NAMES)('a patch of %s releases it alone', async (name) => {
  const { versions } = await releaseAfter(name, 'patch')
  expect(versions).toEqual({ [name]: '0.1.1' })
})

test('a minor of streams, which may change its port, releases the packages that use it', async () => {
  const { versions } = await releaseAfter('streams', 'minor')
  expect(versions).toEqual({ streams: '0.2.0', server: '0.1.1', client: '0.1.1', 'compat-node-http': '0.1.1' })
})

test('a minor of the parser does not release the agent, the headers and the streams', async () => {
  const { versions } = await releaseAfter('parser', 'minor')
  expect(versions).toEqual({ parser: '0.2.0', server: '0.1.1', client: '0.1.1', 'compat-node-http': '0.1.1' })
})

test('npm run release:dry shows versions, reasons and the packages that stay', async () => {
  const { shown } = await releaseAfter('agent', 'minor')
  expect(shown.split('\n')).toEqual([
    'Released: 3',
    '  @layered-http/agent 0.1.0 → 0.2.0 (minor): The reason.',
    '  @layered-http/client 0.1.0 → 0.1.1 (patch): its range does not have the new version of a dependency',
    '  @layered-http/compat-node-http 0.1.0 → 0.1.1 (patch): its range does not have the new version of a dependency',
    'Not released: @layered-http/parser, @layered-http/headers, @layered-http/streams, @layered-http/server',
  ])
})

test('a changelog has the words of a changeset, and one line for all dependencies', async () => {
  expect(await changelog.getReleaseLine({ summary: 'The reason.\nMore of it.\n\nAnd more.\n' })).toBe('- The reason.\n  More of it.\n\n  And more.')
  const dependencies = [{ name: '@layered-http/parser', newVersion: '0.2.0' }, { name: '@layered-http/streams', newVersion: '0.1.1' }]
  expect(await changelog.getDependencyReleaseLine([{}, {}, {}], dependencies)).toBe('- Depends on @layered-http/parser 0.2.0, @layered-http/streams 0.1.1.')
  expect(await changelog.getDependencyReleaseLine([{}], [])).toBe('')
  const { changelog: used } = JSON.parse(readFileSync(join(ROOT, '.changeset/config.json'), 'utf8')) as { changelog: string }
  expect(join(ROOT, '.changeset', used)).toBe(join(ROOT, 'scripts/release/changelog.cjs'))
})
