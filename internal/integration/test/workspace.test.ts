/** Facts that two files of the workspace contain agree. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../../scripts/help.mjs'
import { PACKAGE_NAMES, ROOT } from './support/tarballs.js'

test('the pnpm that installs is the pnpm that turbo runs', async () => {
  const { packageManager, devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { packageManager: string; devDependencies: Record<string, string> }
  expect(packageManager).toBe(`pnpm@${devDependencies.pnpm}`)
})

test('set-up, packages and the workspace require the same Node', async () => {
  const door = await readFile(join(ROOT, 'scripts/run.cjs'), 'utf8')
  const { engines } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } }
  const [, major, minor] = /OLDEST = \[(\d+), (\d+)\]/.exec(door)!
  expect(engines.node).toBe(`>=${major}.${minor}`)
})

test.each(PACKAGE_NAMES)('%s: resolution node10 finds the types of every entry, and every entry has an API report', async (name) => {
  const { exports, typesVersions } = JSON.parse(await readFile(join(ROOT, 'packages', name, 'package.json'), 'utf8')) as { exports: Record<string, { types?: string }>; typesVersions?: { '*': Record<string, string[]> } }
  const entries = Object.entries(exports).filter(([, { types }]) => types !== undefined)
  expect(entries.map(([entry]) => entry)).toContain('.')
  const rows = entries.filter(([entry]) => entry !== '.').map(([entry, { types }]) => [entry.slice('./'.length), [types!.slice('./'.length)]])
  expect(Object.entries(typesVersions?.['*'] ?? {})).toEqual(rows)
  const reports = entries.map(([entry]) => (entry === '.' ? `${name}.api.md` : `${name}.${entry.slice('./'.length)}.api.md`))
  expect((await readdir(join(ROOT, 'packages', name, 'etc'))).sort()).toEqual(reports.sort())
})

test('npm run help lists every command', async () => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  expect(Object.keys(COMMANDS).sort()).toEqual(Object.keys(scripts).sort())
})
