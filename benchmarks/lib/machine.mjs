/** What the numbers were made on, and which cores belong to whom. */
import { spawnSync } from 'node:child_process'
import os from 'node:os'

const cores = allowedCores()

/**
 * One core for the process under test, another for what loads it; undefined where that cannot be had.
 * Taken from the end: the first core is the one that most systems give their interrupts to.
 */
export const pinning = cores.length >= 2 ? { underTest: cores.at(-1), other: cores.at(-2) } : undefined

export const machine = {
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.availableParallelism(),
  pinning: pinning ?? null,
}

/**
 * One line for the reader of a table.
 *
 * @param others - versions of other runtimes, by name
 */
export function describeMachine(others) {
  const pinned = pinning
    ? `pinned: process under test to core ${pinning.underTest}, the other side to core ${pinning.other}`
    : 'not pinned to cores (needs taskset and two cores)'
  const runtimes = [`Node ${machine.node.slice(1)}`, ...Object.entries(others).map(([name, version]) => `${name} ${version}`)]
  return `${runtimes.join(', ')}, ${machine.platform}, ${machine.cpu}, ${machine.cores} cores; ${pinned}`
}

/** The command that runs `command` on the core of `side`, which is `'underTest'` or `'other'`. */
export function onCore(side, command) {
  return pinning ? ['taskset', '-c', String(pinning[side]), ...command] : command
}

/** Cores that this process may use, by number; none where `taskset` does not exist. */
function allowedCores() {
  const { status, stdout } = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' })
  if (status !== 0) return []
  // "pid 4906's current affinity list: 0,2-5"
  const list = stdout.slice(stdout.lastIndexOf(':') + 1).trim()
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}
