/** Files that a process may have open: each connection is one, on both of its sides. */
import { spawnSync } from 'node:child_process'

/** Those that a process has open beside its connections, and then some. */
const BESIDE = 200

/** @throws Error whose message says what to do, if a process of a suite may not have that many connections */
export function checkOpenFiles(connections) {
  // What a child gets: Node has raised its own limit as far as it may. Elsewhere than on a Unix there is no such limit.
  const { stdout } = spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' })
  const limit = Number(stdout)
  const needed = connections + BESIDE
  if (limit < needed) throw new Error(`this suite needs ${needed} open files a process, and ${limit} are allowed: raise the limit (as root: ulimit -n ${needed}) in the shell that starts it`)
}
