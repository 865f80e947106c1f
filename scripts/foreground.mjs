/** Runs a program of ours as if the user had started it directly: same terminal, arguments, signals and exit code. */
import { spawn } from 'node:child_process'
import { ROOT } from './step.mjs'

/** Returns the exit code of `node <file> …args`; for signals it follows the rule of the shell. */
export function runInForeground(file, args, node = process.execPath) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [file, ...args], { cwd: ROOT, stdio: 'inherit' })
    // The terminal sends Ctrl-C to the child too, which decides when to end. A signal only to this process is passed to the child.
    const onInterrupt = () => {}
    const onTerminate = () => child.kill('SIGTERM')
    process.on('SIGINT', onInterrupt)
    process.on('SIGTERM', onTerminate)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onTerminate)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })
}
