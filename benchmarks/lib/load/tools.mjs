/** Load generators for servers, the preferred one first. */
import { spawnSync } from 'node:child_process'

const PROGRAMS = { wrk: () => import('./wrk.mjs'), autocannon: () => import('./autocannon.mjs') }

export const LOAD_TOOLS = Object.keys(PROGRAMS)

/**
 * Chooses the generator: the `wanted` one, otherwise wrk if it is installed, otherwise autocannon, which always is.
 *
 * @returns `{ name, description, run, canClose }`; `run({ port, secure, request, connections, pipelining, expectedBody, seconds })`
 * resolves with `{ requests, bytes, errors, seconds, cpu, p50, p99 }`: finished responses, bytes received, failures by kind,
 * CPU microseconds of the generator, latency in milliseconds. `canClose` is true if it can work without keep-alive.
 */
export async function chooseLoad(wanted) {
  const wrk = wrkVersion()
  if (wanted === 'wrk' && wrk === undefined) throw new Error('--load wrk: wrk is not installed')
  const name = wanted ?? (wrk === undefined ? 'autocannon' : 'wrk')
  const description = name === 'wrk' ? wrk : `autocannon (${wanted ? 'as asked for' : 'wrk is not installed'})`
  const { run } = await PROGRAMS[name]()
  return { name, description, run, canClose: name === 'wrk' }
}

/** Returns for example "wrk debian/4.1.0-3+b2 [epoll]", or undefined if wrk is not installed. */
function wrkVersion() {
  // wrk has no --version: it prints its name and the usage, and fails.
  const { error, stdout } = spawnSync('wrk', ['--version'], { encoding: 'utf8' })
  return error ? undefined : stdout.split('\n')[0].replace(/ Copyright.*/, '')
}
