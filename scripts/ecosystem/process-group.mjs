/** Runs a program in a new process group. The group is killed when its time is over or its leader has ended. */
import { spawn } from 'node:child_process'
import { AS_LEADER, killTree } from '../kill-tree.mjs'

const running = new Set()

/** Kills all groups when this process ends, also on Ctrl-C. */
export function killGroupsOnExit() {
  process.on('exit', () => running.forEach(killTree))
  process.on('SIGINT', () => process.exit(130))
  process.on('SIGTERM', () => process.exit(143))
  process.on('SIGHUP', () => process.exit(129))
}

/**
 * Returns `{ code, timedOut, stdout, stderr }`; `code` is null after a signal.
 *
 * @param options.limit - milliseconds until the group is killed
 */
export function runGroup(program, args, { cwd, env, limit }) {
  const child = spawn(program, args, { cwd, env, ...AS_LEADER, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (output[name] += text))
  return new Promise((resolve, reject) => {
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      killTree(child)
    }, limit)
    child.once('error', (error) => {
      clearTimeout(timer)
      running.delete(child)
      reject(error)
    })
    // Processes that the program started may survive it and keep its output open, so the group is killed with its leader.
    child.once('exit', () => killTree(child))
    child.once('close', (code) => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ code, timedOut, ...output })
    })
  })
}
