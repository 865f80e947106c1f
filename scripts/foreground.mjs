/** Runs a program of ours as if it had been started itself: its terminal, its arguments, its signals, its exit code. */
import { spawn } from 'node:child_process'
import { ROOT } from './step.mjs'

/** Answers the exit code of `node <file> …args`, by the shell's rule for signals. */
export function runInForeground(file, args, node = process.execPath) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [file, ...args], { cwd: ROOT, stdio: 'inherit' })
    // Ctrl-C reaches the child by itself, and it decides; a signal to this process alone is passed on.
    process.on('SIGINT', () => {})
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}
