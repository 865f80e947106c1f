/** Runs the smoke test of internal/integration on a Node binary. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from './step.mjs'

/**
 * Answers `{ passed, failed }`: a number, and the names of what failed.
 *
 * @param options.apps - with the applications, too
 */
export function runSmokeTest(binary, { apps = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = fork(join(ROOT, 'internal/integration/smoke/main.mjs'), apps ? ['--apps'] : [], { execPath: binary, execArgv: [] })
    let result
    child.once('message', (message) => (result = message))
    child.once('error', reject)
    child.once('close', (code) => resolve(result ?? { passed: 0, failed: [`smoke test on ${binary}: exit code ${code} without a result`] }))
  })
}
