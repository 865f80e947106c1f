/**
 * `npm run audit`: asks the registry for known vulnerabilities of the packages in the lockfile. The published packages depend on each other alone, so that all of
 * them are of tools and of tests. Not a part of `npm test`: the result changes without a change of the repository.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, StepError } from './step.mjs'

/** A vulnerability of this level or a higher one fails the command. Below it, pnpm's table has the advisory for a reader. */
const LEVEL = 'moderate'

/** What pnpm writes if the registry does not answer questions about vulnerabilities. */
const NO_ENDPOINT = /AUDIT_ENDPOINT_NOT_EXISTS|AUDIT_BAD_RESPONSE|audit endpoint/i

export default async function audit(args) {
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const { code, output } = await outputOf('npx', ['--yes', packageManager, 'audit', '--audit-level', LEVEL, ...args])
  process.stdout.write(output)
  if (code !== 0 && NO_ENDPOINT.test(output)) throw new StepError('the registry in use does not answer questions about vulnerabilities, so nothing was checked. To ask another one: npm_config_registry=URL npm run audit')
  return code
}

/** Returns the exit code of a program and what it wrote. */
function outputOf(program, args) {
  return new Promise((resolve, reject) => {
    // On Windows, the programs of npm are scripts, which only a shell runs.
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
    child.once('error', (error) => reject(new StepError(`cannot run ${program}: ${error.message}`)))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
