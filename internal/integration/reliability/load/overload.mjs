/** Twice as many requests as a server can answer, for half a minute; then what it can answer. */
import { startProgram } from '../lib/programs.mjs'
import { pause } from '../lib/waiting.mjs'

export const summary = 'Twice the requests that a server can answer, for 30 s'

/** Microseconds of CPU that a handler takes, so that a load generator on another core can be twice as fast. */
const BURN = 250
const PATH = `/burn?${BURN}`
const CONNECTIONS = 1000
const FULL = { measured: 5, overload: 30, after: 5, connections: CONNECTIONS }
const QUICK = { measured: 0.1, overload: 0.1, after: 0.05, connections: 20 }
/** Of the connections that measure the capacity, each of which waits for its response. */
const WAITING = 50
/** Milliseconds after which a client gives up. */
const PATIENCE = 1000
/** Milliseconds after the overload until full speed must be reached, and the share of it that counts as full. */
const RECOVERY = 1000
const FULL_SPEED = 0.9

export async function run({ httpName, quick, figures, progress }) {
  const { measured, overload, after, connections } = quick ? QUICK : FULL
  const server = await startProgram('server.mjs', [httpName])
  const { port } = server.details
  const load = await startProgram('open-loop.mjs')
  const crowd = await startProgram('crowd.mjs')
  await crowd.ask('open', { port, count: WAITING, path: PATH })
  await crowd.ask('active', { count: WAITING, seconds: measured / 2 })
  const before = await crowd.ask('active', { count: WAITING, seconds: measured })
  progress(`${before.rate} requests a second`)
  const { latencies, wrong, unanswered, givenUp } = await load.ask('probe', { port, path: PATH, rate: 2 * before.rate, seconds: overload, connections, patience: PATIENCE })
  progress(`overload, ${latencies.count} responses`)
  // The connections of the first measurement were idle meanwhile, some too long.
  await crowd.ask('open', { port, count: WAITING, path: PATH })
  await pause(quick ? 0 : RECOVERY)
  const recovered = await crowd.ask('active', { count: WAITING, seconds: after })

  figures.show('capacity, requests a second', before.rate)
  figures.show('responses a second under twice of it', Math.round(latencies.count / overload))
  figures.show('requests whose client gave up after 1 s', givenUp)
  figures.equal('wrong responses, and connections that the server closed', wrong, 0)
  figures.equal('requests without a response', unanswered, 0)
  figures.show('latency, median', latencies.p50, 'ms')
  figures.show('latency, 99 of 100', latencies.p99, 'ms')
  figures.atLeast('capacity after 1 s, share of that before', Number((recovered.rate / before.rate).toFixed(2)), FULL_SPEED, { time: true })
  figures.equal('wrong responses before and after', before.wrong + recovered.wrong, 0)
  figures.equal('the server is alive', server.ended === undefined, true)
  for (const program of [server, load, crowd]) await program.kill()
}
