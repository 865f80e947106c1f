/** Makes the release of the current commit in a clone: versions, changelogs, build, tarballs. Then checks each tarball. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, join, resolve } from 'node:path'
import { removeTarballs } from '../pack.mjs'
import { ROOT, step, StepError } from '../step.mjs'
import { manifestMistakes, sizeMistakes, typeMistakes, versionMistakes } from './checks.mjs'
import { BUDGETS } from './sizes.mjs'

/**
 * Returns 0 if no tarball has a mistake, otherwise 1.
 *
 * @param options.into - keeps the tarballs in this folder
 */
export async function rehearse({ into }) {
  const temporary = mkdtempSync(join(tmpdir(), 'layered-http-release-'))
  try {
    const clone = join(temporary, 'clone')
    const tarballs = into === undefined ? join(temporary, 'tarballs') : resolve(into)
    mkdirSync(tarballs, { recursive: true })
    removeTarballs(tarballs)
    await step('clone the current commit', () => cloneTo(clone))
    const inClone = (program, ...args) => runIn(clone, program, args)
    await step('install', () => inClone('pnpm', 'install', '--frozen-lockfile', '--prefer-offline'))
    await step('changelogs and versions', () => inClone('changeset', 'version'))
    await step('build', () => inClone('turbo', 'run', 'build', 'api'))
    await step('pack', () => inClone('pnpm', '--recursive', '--filter', './packages/*', 'pack', '--pack-destination', tarballs))
    const mistakes = await step('check the tarballs', () => checkAll(tarballs))
    for (const mistake of mistakes) console.error(`  ${mistake}`)
    if (into !== undefined) console.log(`The tarballs are in ${tarballs}`)
    console.log(`Nothing was published. ${verdict(mistakes.length)}`)
    return mistakes.length === 0 ? 0 : 1
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

function verdict(mistakes) {
  if (mistakes === 0) return 'The release can be made: the workflow Release does it, see docs/releases.md.'
  return `${counted(mistakes)} above: mend ${mistakes === 1 ? 'it' : 'them'}, commit, and run this again.`
}

function counted(mistakes) {
  return mistakes === 1 ? '1 mistake' : `${mistakes} mistakes`
}

/** A clone has only what is committed, as a release does. */
function cloneTo(folder) {
  const dirty = execFileSync('git', ['status', '--porcelain'], { cwd: ROOT, encoding: 'utf8' })
  if (dirty !== '') console.log('  There are changes that are not committed: they are not in this release')
  runIn(ROOT, 'git', ['clone', '--quiet', ROOT, folder])
}

async function checkAll(folder) {
  const all = []
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.tgz'))) {
    const tarball = join(folder, file)
    const name = /^layered-http-(.+)-\d+\.\d+\.\d+\.tgz$/.exec(file)?.[1]
    const { size } = statSync(tarball)
    const mistakes = [...sizeMistakes(size, BUDGETS[name]), ...versionMistakes(tarball), ...(await manifestMistakes(tarball)), ...(await typeMistakes(tarball))]
    console.log(`  ${basename(file)} ${(size / 1000).toFixed(1)} kB of ${((BUDGETS[name] ?? 0) / 1000).toFixed(1)}: ${mistakes.length === 0 ? 'right' : counted(mistakes.length)}`)
    all.push(...mistakes.map((mistake) => `${name}: ${mistake}`))
  }
  return all
}

/** Runs a program without input; those of the dependencies are found. The output is shown if it fails. */
function runIn(cwd, program, args) {
  try {
    const path = [join(cwd, 'node_modules/.bin'), join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter)
    execFileSync(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: '1' }, shell: process.platform === 'win32' })
  } catch (error) {
    throw new StepError(`${program} ${args.join(' ')} failed:\n${error.stdout ?? ''}${error.stderr ?? error.message}`)
  }
}
