/** Facts that stand in two files of the workspace agree. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './support/tarballs.js'

test('the pnpm that installs is the pnpm that turbo runs', async () => {
  const { packageManager, devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { packageManager: string; devDependencies: Record<string, string> }
  expect(packageManager).toBe(`pnpm@${devDependencies.pnpm}`)
})

test('set-up, packages and the workspace ask for the same Node', async () => {
  const door = await readFile(join(ROOT, 'scripts/run.cjs'), 'utf8')
  const { engines } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } }
  const [, major, minor] = /OLDEST = \[(\d+), (\d+)\]/.exec(door)!
  expect(engines.node).toBe(`>=${major}.${minor}`)
})
