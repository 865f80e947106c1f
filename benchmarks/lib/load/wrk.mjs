/** wrk: one thread, all connections, as fast as the server answers. It does not look at bodies; the bytes it counts are checked instead. */
import { fileURLToPath } from 'node:url'
import { runCommand } from '../children.mjs'

const SCRIPT = fileURLToPath(new URL('./wrk.lua', import.meta.url))

/** Milliseconds that wrk may take beyond the time it was given. */
const GRACE = 10_000

export async function run({ url, connections, seconds }) {
  const command = ['wrk', '--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`, '--script', SCRIPT, url]
  const output = await runCommand('other', command, seconds * 1000 + GRACE)
  const line = output.split('\n').find((line) => line.startsWith('RESULT '))
  if (line === undefined) throw new Error(`wrk printed no result: ${output.trim()}`)
  const { requests, bytes, errors, microseconds, cpuSeconds, p50, p99 } = JSON.parse(line.slice('RESULT '.length))
  return { requests, bytes, errors, seconds: microseconds / 1e6, cpu: cpuSeconds * 1e6, p50: p50 / 1000, p99: p99 / 1000 }
}
