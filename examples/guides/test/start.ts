/** Runs the programs of the guides: those that end, and servers. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

const cwd = fileURLToPath(new URL('..', import.meta.url))

/** Runs a program to its end, and returns its lines. */
export async function run(...args: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd })
  return stdout.trim().split('\n')
}

/** A server of the guides. */
export interface Program {
  /** Where it listens: its first line. */
  url: string
  /** Returns its next line. */
  line(): Promise<string>
  signal(name: NodeJS.Signals): void
  /** Sends SIGTERM, and returns the exit code when it has ended. */
  stop(): Promise<number | null>
}

/** Starts a server, and waits for its address. */
export async function start(args: string[], env: Record<string, string> = {}): Promise<Program> {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<string> => (await lines.next()).value as string
  const exited = once(child, 'exit') as Promise<[number | null]>
  const url = await line()
  return {
    url,
    line,
    signal(name) {
      child.kill(name)
    },
    async stop() {
      child.kill('SIGTERM')
      return (await exited)[0]
    },
  }
}
