/** wrk: one thread with all connections, as fast as the server responds. It does not check bodies, so its count of bytes is checked. */
import { fileURLToPath } from 'node:url'
import { runCommand } from '../children.mjs'

const SCRIPT = fileURLToPath(new URL('./wrk.lua', import.meta.url))

/** Milliseconds that wrk may take beyond the time it was given. */
const GRACE = 10_000

/** Seconds after which a request counts as failed: enough for the first request when thousands of connections are opened at once. */
const TIMEOUT = 10

export async function run({ port, secure, request: { method, path, headers = {}, body = '' }, connections, pipelining, seconds }) {
  const fields = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`])
  const flags = ['--threads', 1, '--connections', connections, '--duration', `${seconds}s`, '--timeout', `${TIMEOUT}s`, '--script', SCRIPT, ...fields]
  const command = ['wrk', ...flags, `http${secure ? 's' : ''}://127.0.0.1:${port}${path}`, '--', method, body, pipelining]
  const output = await runCommand('other', command.map(String), seconds * 1000 + GRACE)
  const line = output.split('\n').find((line) => line.startsWith('RESULT '))
  if (line === undefined) throw new Error(`wrk printed no result: ${output.trim()}`)
  const { requests, bytes, errors, microseconds, cpuSeconds, p50, p99 } = JSON.parse(line.slice('RESULT '.length))
  return { requests, bytes, errors, seconds: microseconds / 1e6, cpu: cpuSeconds * 1e6, p50: milliseconds(p50), p99: milliseconds(p99) }
}

/** wrk prints 0 for an unknown latency, which happens with pipelining. */
function milliseconds(microseconds) {
  return microseconds === 0 ? undefined : microseconds / 1000
}
