/** Ten thousand open connections, a tenth of them active. */
import { spawnSync } from 'node:child_process'
import { startProgram } from '../lib/programs.mjs'

export const summary = '10,000 open connections, 1,000 of them active'

const CONNECTIONS = 10_000
const ACTIVE = 1_000
const SECONDS = 10
const QUICK = { connections: 60, active: 10, seconds: 0.1 }
/** Files that a process has open beside its connections, and then some. */
const BESIDE = 200

/** Bytes that the server may hold for an idle connection: objects and buffers. */
const HELD_EACH = 16 * 1024
/** With few connections, what the server itself holds counts too. */
const HELD_EACH_QUICK = 64 * 1024

/** Milliseconds: no connection may end while the others are active. */
const KEEP_ALIVE = 600_000

export async function run({ httpName, quick, figures, progress }) {
  const { connections, active, seconds } = quick ? QUICK : { connections: Math.min(CONNECTIONS, allowed()), active: ACTIVE, seconds: SECONDS }
  const server = await startProgram('server.mjs', [httpName, JSON.stringify({ keepAliveTimeout: KEEP_ALIVE, requestTimeout: 0, headersTimeout: 0 })])
  const crowd = await startProgram('crowd.mjs')
  const before = await server.ask('memory')
  await crowd.ask('open', { port: server.details.port, count: connections })
  const first = await crowd.ask('once')
  const after = await server.ask('memory')
  progress(`${connections} connections`)
  const { latencies, rate, wrong } = await crowd.ask('active', { count: active, seconds })
  progress(`${active} active for ${seconds} s`)
  const last = await crowd.ask('once')

  figures.equal('open connections', connections, quick ? QUICK.connections : CONNECTIONS)
  figures.equal('right responses to a first request on each', first, connections)
  const held = Math.round((after.heapUsed + after.external - before.heapUsed - before.external) / connections)
  figures.atMost('heap and buffers of the server for each', held, quick ? HELD_EACH_QUICK : HELD_EACH, { unit: 'bytes' })
  figures.show('resident memory of the server for each', Math.round((after.rss - before.rss) / connections), 'bytes')
  figures.show('active connections', active)
  figures.show('responses to them', latencies.count)
  figures.equal('wrong responses', wrong, 0)
  figures.show('requests a second', rate)
  figures.show('latency, median', latencies.p50, 'ms')
  figures.show('latency, 99 of 100', latencies.p99, 'ms')
  figures.show('latency, slowest', latencies.max, 'ms')
  figures.equal('right responses to a last request on each', last, connections)
  figures.equal('connections that were closed', await crowd.ask('closed'), 0)
  await crowd.kill()
  await server.kill()
}

/** Connections that the limit for open files allows a process. */
function allowed() {
  const { stdout } = spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' })
  return stdout.trim() === 'unlimited' ? Infinity : Number(stdout) - BESIDE
}
