/**
 * Tasks: pieces of work that are too small for a separate process each. One process measures them side by side, on the commands
 * of `lib/task-suite.mjs`.
 *
 * A group is `{ name, unit, cases, ratios, notes? }`: one table, with a row for each case and a column for each peer, and
 * `[peer, other peer]` for each ratio below it. A case is `{ name, messages?, peers, check }`; a peer is
 * `{ name, run }`, where `run(times)` does the work that number of times and returns a result or its promise. `check(result, times)`
 * throws if the result is wrong. `messages` is the number of messages in one repetition, by default 1. `warmUps` is how many times as long as
 * others its peers are warmed up, by default once.
 */
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { answer, cpuMicroseconds } from './control.mjs'

setFlagsFromString('--expose-gc')
// Otherwise the collector drops the compiled code of a task that waits for its turn, and the task is measured cold.
setFlagsFromString('--no-flush-bytecode')
const collectGarbage = runInNewContext('gc')

/** Runs `warmUp` and `measure` for the tasks of `groups`. The parent gets the names of the tasks. */
export function answerTasks(groups) {
  const tasks = []
  const tables = groups.map(({ name, unit, ratios, notes = [], cases }) => ({
    name,
    unit,
    ratios,
    notes,
    cases: cases.map((one) => ({
      name: one.name,
      peers: one.peers.map((peer) => ({ name: peer.name, task: tasks.push(new Task(one, peer)) - 1, warmUps: one.warmUps ?? 1 })),
    })),
  }))
  answer(
    {
      warmUp: ({ task, seconds }) => tasks[task].warmUp(seconds),
      measure: ({ task, seconds }) => tasks[task].measure(seconds),
    },
    tables,
  )
}

class Task {
  #case
  #peer
  /** Repetitions in a second, roughly. */
  #pace = 1

  constructor(oneCase, peer) {
    this.#case = oneCase
    this.#peer = peer
  }

  /** Runs once to check the result, then for `seconds`, so that the code is compiled. */
  async warmUp(seconds) {
    await this.#run(1)
    const end = performance.now() + seconds * 1000
    for (let times = 1; ; times *= 2) {
      const start = performance.now()
      await this.#run(times)
      const now = performance.now()
      this.#pace = (times * 1000) / Math.max(now - start, Number.EPSILON)
      if (now >= end) return
    }
  }

  /** Returns the CPU nanoseconds of one message. */
  async measure(seconds) {
    const times = Math.max(1, Math.round(this.#pace * seconds))
    // The garbage of the previous peer must not count for this one. Only the young generation is collected: old space and code stay.
    collectGarbage({ type: 'minor' })
    const before = cpuMicroseconds()
    const result = await this.#peer.run(times)
    const cpu = cpuMicroseconds() - before
    this.#check(result, times)
    return (cpu * 1000) / (times * (this.#case.messages ?? 1))
  }

  async #run(times) {
    this.#check(await this.#peer.run(times), times)
  }

  #check(result, times) {
    try {
      this.#case.check(result, times)
    } catch (error) {
      throw new Error(`${this.#case.name}, ${this.#peer.name}: ${error.message}`, { cause: error })
    }
  }
}
