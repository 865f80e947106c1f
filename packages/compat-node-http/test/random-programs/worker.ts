/**
 * The process in which programs run. Its parent sends a program, the side and the number of runs; the process returns the
 * reduced traces. If an implementation hangs in a loop, the parent can kill this process.
 */
import builtin from 'node:http'
import type http from 'node:http'
import { run } from './harness.js'
import type { Program } from './program.js'
import { reduce, type Fields } from './reduce.js'

export interface Task {
  program: Program
  side: 'ours' | 'theirs'
  times: number
  patience: number
}

const sides: Record<Task['side'], () => Promise<typeof http>> = {
  theirs: async () => builtin,
  ours: async () => (await import(process.env.RANDOM_PROGRAMS_OURS ?? '@layered-http/compat-node-http')).default as unknown as typeof http,
}

let tasks = Promise.resolve()
process.on('message', (task: Task) => {
  tasks = tasks.then(async () => {
    const traces: Fields[] = []
    const module = await sides[task.side]()
    for (let i = 0; i < task.times; i++) traces.push(reduce(await run(task.program, module, task.patience)))
    process.send!(traces)
  })
})
process.on('disconnect', () => process.exit())
