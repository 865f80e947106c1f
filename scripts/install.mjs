/** Installs the dependencies with the pinned pnpm, unless nothing changed since the last time. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run, step, StepError } from './step.mjs'

/** Inside node_modules, so that deleting that folder deletes this file. */
const STAMP = join(ROOT, 'node_modules/.installed')

export async function installDependencies() {
  const wanted = fingerprint()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  await step(`install dependencies with ${packageManager}`, async () => {
    const code = await run('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'])
    if (code !== 0) throw new StepError(`installing the dependencies failed (${code}); it needs an npm registry`)
  })
  writeFileSync(STAMP, wanted)
}

/** Returns a hash of all files that decide what is installed. */
function fingerprint() {
  const hash = createHash('sha256').update(process.platform + process.arch)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', '.pnpmfile.cjs', ...manifests()]) hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)))
  return hash.digest('hex')
}

/** Returns the package.json files of the workspace. No package is deeper than two folders. */
function manifests() {
  const top = foldersIn('.')
  const all = ['.', ...top, ...top.flatMap((folder) => foldersIn(folder))]
  return all.map((folder) => `${folder}/package.json`).filter((file) => existsSync(join(ROOT, file)))
}

function foldersIn(parent) {
  return readdirSync(join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
    .map((entry) => `${parent}/${entry.name}`)
}
