/** Thousands of slow connections while a few requests a second are served: when their timeouts come, and what the others notice. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { percentilesOf } from '../lib/percentiles.mjs'
import { startProgram } from '../lib/programs.mjs'
import { pause } from '../lib/waiting.mjs'

export const summary = '3,000 slow connections of each kind, while 200 requests a second are served'

const CONNECTIONS = 3000
const QUICK_CONNECTIONS = 20
/** Requests a second, over PROBES connections, that are served meanwhile. */
const RATE = 200
const PROBES = 20
/** Of a run: as long as the longest timeout, and then some. */
const SECONDS = 8
const QUICK_SECONDS = 0.3

/** Milliseconds: each limits one kind. The other limits are out of reach meanwhile. */
const LIMITS = { headersTimeout: 3000, requestTimeout: 5000, timeout: 3000 }
const QUICK_LIMITS = { headersTimeout: 150, requestTimeout: 150, timeout: 100 }
const OUT_OF_REACH = { headersTimeout: 120_000, requestTimeout: 120_000 }
/** Milliseconds after its interval until a timeout may be noticed. */
const LATE = 100
/** Milliseconds until all slow connections are closed: Node looks every 30 s. */
const ALL_CLOSED = 60_000

/** Milliseconds between two looks at them. */
const BETWEEN_LOOKS = 50

/** Milliseconds that the slowest of a hundred requests may take while slow connections are opened and closed. */
const P99 = 50

const KINDS = [
  { kind: 'head', name: 'heads that drip', limit: 'headersTimeout', timed: 'head' },
  { kind: 'body', name: 'bodies that drip', limit: 'requestTimeout', timed: 'body' },
  // A socket that still sent something in its first interval is given a second one: that is how `net.Socket` has it.
  // These connect to a Unix socket, whose buffers are small: over TCP the kernel would take several GB of responses.
  { kind: 'unread', name: 'responses that are not read', limit: 'timeout', timed: 'idle', factor: 2 },
]

export async function run({ httpName, quick, figures, progress }) {
  const count = quick ? QUICK_CONNECTIONS : CONNECTIONS
  const seconds = quick ? QUICK_SECONDS : SECONDS
  const limits = quick ? QUICK_LIMITS : LIMITS
  const path = join(tmpdir(), `reliability-${process.pid}.sock`)
  const server = await startProgram('server.mjs', [httpName, JSON.stringify({ ...OUT_OF_REACH, timeout: limits.timeout, path, ...(quick && { connectionsCheckingInterval: LATE / 2 }) })])
  const { port } = server.details
  const peers = await startProgram('slow-peers.mjs')
  const prober = await startProgram('open-loop.mjs')
  const probe = () => prober.ask('probe', { port, rate: RATE, seconds, connections: PROBES })

  showLatencies('no slow connection', await probe())
  progress('without slow connections')
  for (const { kind, name, limit, timed, factor = 1 } of KINDS) {
    // Node exchanges the two limits if that of the head is the larger one.
    if (limit in OUT_OF_REACH) await server.ask('limit', { ...OUT_OF_REACH, ...(httpName === 'node' && { headersTimeout: limits[limit] }), [limit]: limits[limit] })
    // The limits of a quick run would end connections of the probe as well, on a busy machine.
    const probing = quick ? undefined : probe()
    await peers.ask('attack', { kind, count, target: kind === 'unread' ? path : port })
    if (probing) showLatencies(name, await probing)
    const { closed, after } = await allClosed(server, timed, count)
    const times = percentilesOf(after)
    figures.equal(`${name}: connections that the server closed`, closed, count)
    figures.equal(`${name}: timeouts`, times.count, count)
    figures.show(`${name}: timeout noticed after, median`, times.p50, 'ms')
    figures.atMost(`${name}: timeout noticed after, latest`, times.max, factor * limits[limit] + LATE, { unit: 'ms', time: true })
    await peers.ask('stop')
    progress(name)
  }
  figures.equal('the server is alive', server.ended === undefined, true)
  for (const program of [server, peers, prober]) await program.kill()

  function showLatencies(name, { latencies, wrong, unanswered }) {
    figures.equal(`${name}: requests without the right response`, wrong + unanswered, 0)
    figures.show(`${name}: latency, median`, latencies.p50, 'ms')
    figures.atMost(`${name}: latency, 99 of 100`, latencies.p99, P99, { unit: 'ms', time: true })
    figures.show(`${name}: latency, slowest`, latencies.max, 'ms')
  }
}

/** Waits for the end of `count` connections, and returns what the server has noted of them. */
async function allClosed(server, timed, count) {
  const end = performance.now() + ALL_CLOSED
  for (;;) {
    const noted = (await server.ask('timings'))[timed]
    if (noted.closed >= count || performance.now() > end) return noted
    await pause(BETWEEN_LOOKS)
  }
}
