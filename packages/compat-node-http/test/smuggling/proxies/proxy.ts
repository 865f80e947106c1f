/** A reverse proxy in front of our server: a program that is installed on this machine, with a configuration that is made for one run. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'

export interface Proxy {
  name: string
  /** As the program states it. */
  version: string
  port: number
  stop(): Promise<void>
}

export interface Setting {
  /** A folder for the configuration and all files of the proxy. */
  folder: string
  /** The port of our server. */
  upstream: number
  /** The name and the beginning of the value of the field that marks each request that the proxy sends. */
  mark: { name: string; secret: string }
}

/** Returns the first line that `program` prints about its version; null if it is not installed. */
export function versionOf(program: string, flag: string): string | null {
  const { error, stdout, stderr } = spawnSync(program, [flag], { encoding: 'utf8' })
  return error === undefined ? `${stdout}${stderr}`.split('\n')[0]! : null
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Milliseconds between attempts to connect to a proxy that starts. */
const RETRY_DELAY = 20
const MOST_RETRIES = 500

/** Starts `program` and resolves when it accepts connections on `port`. */
export async function start(program: string, args: string[], port: number): Promise<() => Promise<void>> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const stop = stopper(child)
  for (let attempt = 0; attempt < MOST_RETRIES; attempt++) {
    if (child.exitCode !== null) break
    const socket = net.connect(port, '127.0.0.1')
    const isOpen = await new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)))
    socket.destroy()
    if (isOpen) return stop
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY))
  }
  await stop()
  throw new Error(`${program} does not accept connections: ${errors}`)
}

function stopper(child: ChildProcess): () => Promise<void> {
  const kill = (): void => void child.kill('SIGKILL')
  process.on('exit', kill)
  return async () => {
    process.off('exit', kill)
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    kill()
    await exited
  }
}
