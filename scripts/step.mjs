/** Steps of a command: child processes whose start, duration and failure are printed. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** An error that ends a command, with a message for its user. */
export class StepError extends Error {
  name = 'StepError'
}

/** Runs `act` and prints its duration. */
export async function step(title, act) {
  const start = performance.now()
  console.log(`> ${title}`)
  const result = await act()
  console.log(`> ${title}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return result
}

/**
 * Runs a program in the root folder, without input, and returns its exit code.
 *
 * @param options.quiet - show its output only if it fails
 */
export function run(program, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const output = quiet ? 'pipe' : 'inherit'
    // On Windows, npm installs commands as scripts, which only a shell can run.
    const child = spawn(program, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', output, output], shell: process.platform === 'win32' && program !== process.execPath })
    const chunks = []
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    child.once('error', (error) => reject(new StepError(`cannot run ${program}: ${error.message}`)))
    child.once('close', (code, signal) => {
      if (code !== 0) process.stderr.write(Buffer.concat(chunks))
      resolve(code ?? `signal ${signal}`)
    })
  })
}
