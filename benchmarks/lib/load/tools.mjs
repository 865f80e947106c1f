/** Load generators for servers, the preferred one first. */
import { spawnSync } from 'node:child_process'

const PROGRAMS = { wrk: () => import('./wrk.mjs'), autocannon: () => import('./autocannon.mjs') }

export const LOAD_TOOLS = Object.keys(PROGRAMS)

/**
 * The generator to use: the `wanted` one, or wrk where it is installed, or autocannon, which always is.
 *
 * @returns `{ name, description, run, canClose }`; `run({ port, secure, request, connections, pipelining, expectedBody, seconds })`
 * gives `{ requests, bytes, errors, seconds, cpu, p50, p99 }`: finished responses, bytes received, failures by kind,
 * CPU microseconds of the generator, latency in milliseconds. `canClose` says whether it can do without keep-alive.
 */
export async function chooseLoad(wanted) {
  const wrk = wrkVersion()
  if (wanted === 'wrk' && wrk === undefined) throw new Error('--load wrk: wrk is not installed')
  const name = wanted ?? (wrk === undefined ? 'autocannon' : 'wrk')
  const description = name === 'wrk' ? wrk : `autocannon (${wanted ? 'as asked for' : 'wrk is not installed'})`
  const { run } = await PROGRAMS[name]()
  return { name, description, run, canClose: name === 'wrk' }
}

/** "wrk debian/4.1.0-3+b2 [epoll]"; undefined where there is none. */
function wrkVersion() {
  // wrk knows no --version: it prints its name and the usage, and fails.
  const { error, stdout } = spawnSync('wrk', ['--version'], { encoding: 'utf8' })
  return error ? undefined : stdout.split('\n')[0].replace(/ Copyright.*/, '')
}
