/** The limit of open files. On each side, every connection is one open file. */
import { spawnSync } from 'node:child_process'

/** Open files that a process needs beside its connections, with a reserve. */
const BESIDE = 200

/** @throws Error whose message says what to do, if a process of a suite may not have that many connections */
export function checkOpenFiles(connections) {
  // Asks a child, because Node raises its own limit to the maximum. Only Unix has this limit.
  const { stdout, error } = spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' })
  if (error) return
  const limit = Number(stdout)
  const needed = connections + BESIDE
  if (limit < needed) throw new Error(`this suite needs ${needed} open files a process, and ${limit} are allowed: raise the limit (as root: ulimit -n ${needed}) in the shell that starts it`)
}
