/** Installs the dependencies of a suite if they are missing. It runs no scripts of dependencies. */
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { step, StepError } from '../step.mjs'
import { runGroup } from './process-group.mjs'

/** Milliseconds that the installation, or one script that prepares the suite, may take. */
const LIMIT = 600_000

const INSTALL = ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund']

/** Peer dependencies of old projects may contradict each other, which npm 6 accepted. */
const DEFAULT_FLAGS = ['--legacy-peer-deps']

export async function installSuite({ install = DEFAULT_FLAGS, prepare = [] }, { suite, node }) {
  if (existsSync(join(suite, 'node_modules'))) return
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` }
  await step('install the dependencies of the suite', () => npm([...INSTALL, ...install], suite, env))
  for (const script of prepare) await step(script, () => npm(['run', script], suite, env))
}

async function npm(args, cwd, env) {
  const { code, stdout, stderr } = await runGroup('npm', args, { cwd, env, limit: LIMIT })
  if (code !== 0) throw new StepError(`npm ${args.join(' ')} failed in ${cwd}:\n${stdout}\n${stderr}`)
}
