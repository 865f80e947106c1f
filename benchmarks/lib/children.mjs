/** Child processes: each runs on its core, takes commands over IPC, and is killed at the end, also after an error. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onCore } from './machine.mjs'
import { inOneGo } from './rounds.mjs'

/** Milliseconds that a program may take to start, or to reply to a command that needs no time. Long, because only a hang must fail, not a slow machine. */
const ANSWER_DEADLINE = 10_000

/** Characters of a child's standard error that are kept for the error message when it dies. */
const MAX_KEPT_ERROR = 4_000

const living = new Set()

/** Kills all children when this process ends, also on Ctrl-C. */
export function killAllOnExit() {
  process.on('exit', killAll)
  // Only `process.exit` runs the listener above; the default action of a signal does not.
  process.on('SIGINT', () => process.exit(130))
  process.on('SIGTERM', () => process.exit(143))
  process.on('SIGHUP', () => process.exit(129))
}

export function killAll() {
  for (const child of living) child.kill('SIGKILL')
}

/**
 * Runs `act`, and stops all programs that it started. If a program dies, the error says so, instead of the error that its death caused elsewhere.
 *
 * @param act - gets `{ startProgram, startPeer }`, the functions below
 */
export function withPrograms(act) {
  return inOneGo(
    // eslint-disable-next-line require-yield -- it has no turns
    withProgramsInTurns(async function* (start) {
      return act(start)
    }),
  )
}

/** The same for a measurement in turns: `act` is an async generator. */
export async function* withProgramsInTurns(act) {
  const programs = []
  const kept = (start) => async (...what) => {
    const program = await start(...what)
    programs.push(program)
    return program
  }
  try {
    return yield* act({ startProgram: kept(startProgram), startPeer: kept(startPeer) })
  } catch (error) {
    let cause = error
    for (const program of programs) cause = await program.explain(cause)
    throw cause
  } finally {
    await Promise.all(programs.map((program) => program.stop()))
  }
}

/**
 * Starts a program of this folder that uses `lib/control.mjs`.
 *
 * @param side - the core that it runs on: `'underTest'` or `'other'`, or `'all'` for every core
 * @param file - path of the program below `benchmarks/`
 * @param runtime - the command that the file is an argument of
 */
async function startProgram(side, file, programArguments = [], runtime = [process.execPath]) {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url))
  const command = onCore(side, [...runtime, path, ...programArguments])
  const program = new Program(`${file} ${programArguments.join(' ')}`.trim(), keepTrack(command, ['ignore', 2, 'pipe', 'ipc']))
  program.started = await program.answer('ready', ANSWER_DEADLINE)
  return program
}

/** Starts a peer of a suite, as `choosePeers` returns it. `side`: the core that it runs on. */
function startPeer({ program, arguments: programArguments, command, side = 'underTest' }, ...moreArguments) {
  return startProgram(side, program, [...programArguments, ...moreArguments.map(String)], command)
}

/** Runs a command that does not use `lib/control.mjs` to its end, and returns its output. */
export function runCommand(side, command, deadline) {
  const name = command[0]
  const child = keepTrack(onCore(side, command), ['ignore', 'pipe', 'pipe'])
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${name} did not end within ${deadline / 1000} seconds`))
    }, deadline)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve(output)
      else reject(new Error(`${name} ended with ${signal ?? `exit code ${code}`}: ${(errors || output).trim()}`))
    })
  })
}

function keepTrack([file, ...args], stdio) {
  const child = spawn(file, args, { stdio })
  living.add(child)
  child.on('exit', () => living.delete(child))
  return child
}

class Program {
  #child
  #name
  #waiting = new Map()
  #errors = ''
  #nextId = 0
  #ended

  constructor(name, child) {
    this.#name = name
    this.#child = child
    child.stderr.setEncoding('utf8').on('data', (text) => (this.#errors = (this.#errors + text).slice(-MAX_KEPT_ERROR)))
    child.on('message', ({ id, result, error }) => {
      const { resolve, reject, timer } = this.#waiting.get(id)
      this.#waiting.delete(id)
      clearTimeout(timer)
      if (error === undefined) resolve(result)
      else reject(new Error(`${name}: ${error}`))
    })
    child.on('error', (error) => this.#end(error.message))
    // 'close', not 'exit': only at 'close' standard error has been read to its end.
    child.on('close', (code, signal) => this.#end(`ended with ${signal ?? `exit code ${code}`}`))
  }

  /** Sends a command and returns its result. `seconds`: the time that the command takes, 0 if it replies at once. */
  ask(command, argument, seconds = 0) {
    const id = ++this.#nextId
    const answer = this.answer(id, seconds * 1000 + ANSWER_DEADLINE)
    // The error of send() is ignored: a child that has closed its channel is about to end, and the error of its end says more.
    if (this.#ended === undefined) this.#child.send({ id, command, argument }, () => {})
    return answer
  }

  answer(id, deadline) {
    if (this.#ended !== undefined) return Promise.reject(new Error(this.#ended))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.#name} did not answer within ${deadline / 1000} seconds`)), deadline)
      this.#waiting.set(id, { resolve, reject, timer })
    })
  }

  /** Returns the error of this program's death if it is dead, otherwise `error`. */
  async explain(error) {
    return this.ask('usage').then(() => error, (death) => death)
  }

  /** Kills the program. Resolves when it has ended. */
  stop() {
    if (this.#ended !== undefined) return Promise.resolve()
    return new Promise((resolve) => {
      this.#child.on('close', () => resolve())
      this.#child.kill('SIGKILL')
    })
  }

  #end(how) {
    this.#ended ??= `${this.#name} ${how}${this.#errors && `\n${this.#errors.trim()}`}`
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer)
      reject(new Error(this.#ended))
    }
    this.#waiting.clear()
  }
}
