/** Installs the libraries of the matrix on demand. They are too many for the workspace: `pnpm install` does not know of them. */
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StepError } from '../../../scripts/step.mjs'

const HERE = import.meta.dirname
/** In node_modules: the hash of the lockfile that is installed. */
const STAMP = join(HERE, 'node_modules/.ecosystem')

/** Does nothing if the lockfile's libraries are installed. No script of a package runs. */
export function install() {
  const hash = createHash('sha256').update(readFileSync(join(HERE, 'package-lock.json'))).digest('hex')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return
  process.stderr.write('installing the libraries of the matrix …\n')
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: HERE, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (status !== 0) throw new StepError('the libraries of the matrix could not be installed; what npm says is above')
  writeFileSync(STAMP, hash)
}
