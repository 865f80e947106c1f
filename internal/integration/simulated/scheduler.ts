/**
 * Scheduler: virtual time, and everything that happens in it. No wall clock decides anything, so a run depends on its plan alone.
 *
 * Each task runs in a turn of the event loop of its own: the ticks and microtasks of one task are over before the next task begins, as with
 * the events of real sockets.
 */
import { setImmediate } from 'node:timers'

/** Something that happens at a time. */
export interface Task {
  readonly at: number
  readonly order: number
  readonly run: () => void
  /** A timer of the code under test, and not an event of the network or of the traffic. */
  readonly isTimer: boolean
}

/** A run with more tasks than this does not end by itself. */
const MAX_TASKS = 100_000

export class Scheduler {
  /** Milliseconds. Not 0, which means "no time" in some places. */
  time = 1000
  /** Tasks that have run. */
  count = 0
  /** A tick has thrown, so the ticks after it have not run yet. */
  private isDisturbed = false
  private order = 0
  /** In the order in which they run. */
  private readonly tasks: Task[] = []

  /**
   * @param onTurn - called between two tasks, when no tick or microtask is left
   * @param onThrow - called with what a task has thrown
   */
  constructor(
    private readonly onTurn: () => void,
    private readonly onThrow: (error: unknown) => void,
  ) {}

  /** Runs `run` after `delay` milliseconds, and after all tasks that were planned for the same time before. */
  after(delay: number, run: () => void, isTimer = false): Task {
    const task: Task = { at: this.time + delay, order: this.order++, run, isTimer }
    const { tasks } = this
    let low = 0
    let high = tasks.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (tasks[middle]!.at <= task.at) low = middle + 1
      else high = middle
    }
    tasks.splice(low, 0, task)
    return task
  }

  cancel(task: Task | undefined): void {
    const at = task === undefined ? -1 : this.tasks.indexOf(task)
    if (at >= 0) this.tasks.splice(at, 1)
  }

  /** An exception has left a tick. */
  disturb(): void {
    this.isDisturbed = true
  }

  /** Timers of the code under test that have not fired. */
  get timers(): number {
    return this.tasks.filter(({ isTimer }) => isTimer).length
  }

  /** Runs tasks until there is no task left. Rejects if they do not end. */
  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        if (this.isDisturbed) {
          // Node runs the rest of the ticks after this turn.
          this.isDisturbed = false
          setImmediate(turn)
          return
        }
        this.onTurn()
        const task = this.tasks.shift()
        if (task === undefined) {
          resolve()
          return
        }
        if (++this.count > MAX_TASKS) {
          reject(new Error(`more than ${MAX_TASKS} tasks`))
          return
        }
        this.time = task.at
        // First, so that an exception that leaves a tick of the task does not stop the run.
        setImmediate(turn)
        try {
          task.run()
        } catch (error) {
          this.onThrow(error)
        }
      }
      setImmediate(turn)
    })
  }

  // The clock of the server and of the agent

  readonly now = (): number => this.time

  readonly setTimeout = (callback: () => void, delay: number): NodeJS.Timeout => {
    const task = this.after(Math.max(1, delay), callback, true)
    return Object.assign(task, { unref: () => task, ref: () => task }) as unknown as NodeJS.Timeout
  }

  readonly clearTimeout = (timer: NodeJS.Timeout | undefined): void => this.cancel(timer as unknown as Task | undefined)
}
