/** Runs a program of ours as if it had been started itself: its terminal, its arguments, its signals, its exit code. */
import { spawn } from 'node:child_process'
import { ROOT } from './step.mjs'

/** Answers the exit code of `node <file> …args`, by the shell's rule for signals. */
export function runInForeground(file, args, node = process.execPath) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [file, ...args], { cwd: ROOT, stdio: 'inherit' })
    // Ctrl-C reaches the child by itself, and it decides; a signal to this process alone is passed on.
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
