/** The machine of a measurement, and the cores that its processes run on. */
import { spawnSync } from 'node:child_process'
import os from 'node:os'

const cores = allowedCores()

/**
 * One core for the process under test, another for the load; undefined if there are no two cores or `taskset` is missing.
 * The last cores are taken, because most systems handle interrupts on the first.
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
 * Returns one line that describes the machine, for the head of a table.
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

/** Returns the command that runs `command` on the core of `side`, which is `'underTest'` or `'other'`, or on every core if it is `'all'`. */
export function onCore(side, command) {
  return pinning && side !== 'all' ? ['taskset', '-c', String(pinning[side]), ...command] : command
}

/** Returns the numbers of the cores that this process may use; an empty list without `taskset`. */
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
