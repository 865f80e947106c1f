/** Programs of `programs/`: started in a process of their own, asked over IPC, dead at the end whatever happens. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const FOLDER = new URL('../programs/', import.meta.url)

/** Milliseconds that a program may take to start, or to answer. A hang must fail, a busy machine must not: some commands are minutes of work. */
const ANSWER_LIMIT = 1_800_000

const living = new Set()
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

/**
 * Starts `programs/<file> ...args`, on this Node and with its flags.
 *
 * @param options.openFiles - a limit for the files that it may have open
 */
export async function startProgram(file, args = [], { openFiles } = {}) {
  const command = [process.execPath, ...process.execArgv, fileURLToPath(new URL(file, FOLDER)), ...args.map(String)]
  // The hard limit as well: Node raises the soft one to it.
  const [program, ...rest] = openFiles === undefined ? command : ['sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh', ...command]
  const child = spawn(program, rest, { stdio: ['ignore', 2, 2, 'ipc'] })
  living.add(child)
  child.once('exit', () => living.delete(child))
  const started = new Program(file, child)
  started.details = await started.answerTo('ready')
  return started
}

class Program {
  /** How it ended, as long as it lives undefined. */
  ended
  #child
  #name
  #waiting = new Map()
  #nextId = 0

  constructor(name, child) {
    this.#name = name
    this.#child = child
    child.on('message', ({ id, result, error }) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      clearTimeout(waiting?.timer)
      if (error === undefined) waiting?.resolve(result)
      else waiting?.reject(new Error(`${name}: ${error}`))
    })
    child.on('exit', (code, signal) => {
      this.ended = signal ?? `exit code ${code}`
      for (const { reject, timer } of this.#waiting.values()) {
        clearTimeout(timer)
        reject(new Error(`${name} ended with ${this.ended}`))
      }
    })
  }

  ask(command, argument) {
    const id = ++this.#nextId
    const answer = this.answerTo(id)
    this.#child.send({ id, command, argument }, () => {})
    return answer
  }

  answerTo(id) {
    if (this.ended !== undefined) return Promise.reject(new Error(`${this.#name} ended with ${this.ended}`))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.#name} did not answer`)), ANSWER_LIMIT)
      this.#waiting.set(id, { resolve, reject, timer })
    })
  }

  /** Kills it by a signal that it cannot catch, and resolves when it is gone. */
  async kill() {
    if (this.ended !== undefined) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}
