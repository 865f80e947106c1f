/** Processes that run programs: one for each side, started again after it has ended or was killed. */
import { fork, type ChildProcess } from 'node:child_process'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Program } from './program.js'
import type { Fields } from './reduce.js'
import type { Task } from './worker.js'

/** Milliseconds for one task. A program stops by itself after five seconds, unless it is in a loop. */
const DEADLINE = 60_000

export class Runner {
  private child: ChildProcess | undefined

  constructor(
    private readonly side: Task['side'],
    private readonly execPath: string,
  ) {}

  /** Returns the traces of `times` runs. If the process ended or was killed, each trace is `{ 'process ended': … }`. */
  run(program: Program, times = 1, patience = 0): Promise<Fields[]> {
    const child = (this.child ??= fork(fileURLToPath(new URL('./worker.js', import.meta.url)), { execPath: this.execPath, execArgv: FLAGS[runtimeOf(this.execPath)], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }))
    return new Promise((resolve) => {
      let said = ''
      const hear = (text: Buffer): void => void (said = (said + String(text)).slice(-2000))
      const settle = (traces: Fields[]): void => {
        clearTimeout(timer)
        child.off('message', settle).off('exit', ended)
        child.stderr!.off('data', hear)
        resolve(traces)
      }
      const ended = (): void => {
        this.child = undefined
        settle(Array.from({ length: times }, () => ({ 'process ended': said.split('\n').find((line) => /Error/.test(line)) ?? 'in a loop' })))
      }
      const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE)
      child.on('message', settle).on('exit', ended)
      child.stderr!.on('data', hear)
      child.send({ program, side: this.side, times, patience } satisfies Task)
    })
  }

  end(): void {
    this.child?.removeAllListeners('exit')
    this.child?.kill('SIGKILL')
    this.child = undefined
  }
}

/** A runner of each side. */
export class Pair {
  readonly ours: Runner
  readonly theirs: Runner

  constructor(
    private readonly node: string,
    private readonly reference: string,
  ) {
    this.ours = new Runner('ours', node)
    this.theirs = new Runner('theirs', reference)
  }

  /** Returns a pair of new processes. */
  fresh(): Pair {
    return new Pair(this.node, this.reference)
  }

  end(): void {
    this.ours.end()
    this.theirs.end()
  }
}

export type Runtime = 'node' | 'bun' | 'deno'

export const runtimeOf = (execPath: string): Runtime => (['bun', 'deno'] as const).find((name) => basename(execPath).startsWith(name)) ?? 'node'

/** Flags of a runtime, before the worker's file. */
const FLAGS: Record<Runtime, string[]> = { node: ['--no-warnings'], bun: [], deno: ['run', '--allow-all', '--node-modules-dir=manual', '--quiet'] }
