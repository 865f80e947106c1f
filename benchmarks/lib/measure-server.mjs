/** One measurement of one server, under the load of a generator. Its responses are checked before, during and after the load. */
import { setTimeout } from 'node:timers/promises'
import { check, checkResponse } from './check.mjs'
import { withProgramsInTurns } from './children.mjs'
import { sampleOfTurns } from './sample.mjs'
import { exchange, parseResponse, requestText } from './wire.mjs'

/** Times that a response is compared byte for byte: without load, and while the generator warms the server up. */
const QUIET_CHECKS = 2
const BUSY_CHECKS = 100

/** Requests that come before one of these checks is answered, in all checks together. With thousands of connections, a hundred checks would last longer than the warm-up. */
const MOST_BEFORE_CHECKS = 5000

/** Milliseconds without a new request or connection after which a server counts as done. */
const SETTLING = 50

/** Part of its connections that a generator must have opened at the end. In a short measurement the last are opened late, since the first keep both sides busy. */
const LEAST_OPENED = 0.75

/**
 * A measurement for `interleaveTurns` of `lib/rounds.mjs`.
 *
 * @param setting.turns - how many it has
 * @param setting.seconds - length of a turn
 * @param setting.connections - of the generator
 * @param setting.pipelining - requests that it sends in one go
 * @param setting.secure - true if the server uses TLS
 * @param setting.load - a generator of `lib/load/tools.mjs`, or one with `open`, as in `lib/load/open-connections.mjs`
 * @param setting.scenarioName - for a generator with `open`
 * @param setting.observe - gets the server when a turn begins; returns a function that resolves with more numbers for the sample at its end
 * @param setting.backend - `{ program, arguments }` of a server to which the peer sends requests; the peer gets its port as last argument
 */
export function measureServer(peer, setting) {
  const { seconds, turns: count, warmUpSeconds, scenario, connections, pipelining = 1, backend, observe, secure = false, load, scenarioName } = setting
  return withProgramsInTurns(async function* ({ startProgram, startPeer }) {
    const origin = backend && (await startProgram('other', backend.program, backend.arguments))
    const program = await startPeer(peer, ...(origin ? [origin.started.port] : []))
    const { port } = program.started
    const responseLength = await checkServer(port, scenario, QUIET_CHECKS, secure)
    const target = { port, secure, request: scenario.request, connections, pipelining, expectedBody: scenario.expected.body }
    const underWay = connections * pipelining
    const runFor = load.open ? await load.open(startProgram, { ...target, scenario: scenarioName }) : (seconds) => load.run({ ...target, seconds })
    const busyChecks = Math.max(QUIET_CHECKS, Math.min(BUSY_CHECKS, Math.floor(MOST_BEFORE_CHECKS / underWay)))
    // wrk does not check bodies. This check beside it finds a server that mixes up its connections.
    const [warmUp] = await Promise.all([runFor(warmUpSeconds), checkServer(port, scenario, busyChecks, secure)])
    checkLoad(warmUp, { underWay, responseLength })

    const turns = []
    let observed
    while (turns.length < count) {
      yield
      const before = await served(program)
      const usageBefore = await program.ask('usage')
      const originBefore = await origin?.ask('usage')
      const observation = observe?.(program)
      const result = await runFor(seconds)
      observed = await observation?.()
      const usage = await program.ask('usage')
      const originCpu = origin ? (await origin.ask('usage')).cpu - originBefore.cpu : 0
      const after = await program.ask('served')

      checkLoad(result, { underWay, responseLength })
      // Some servers cannot count requests, others cannot count connections.
      if (after.requests !== undefined) checkServed(after.requests - before.requests, result.requests, underWay)
      if (after.connections !== undefined) checkConnections(after.connections - before.connections, expectedConnections({ load, scenario, result, connections, underWay }))
      turns.push({
        units: result.requests,
        seconds: result.seconds,
        cpu: usage.cpu - usageBefore.cpu,
        user: usage.user - usageBefore.user,
        // Generator and backend share the other core.
        otherCpu: result.cpu + originCpu,
        rss: usage.rss,
        p50: result.p50,
        p99: result.p99,
      })
    }
    await checkServer(port, scenario, QUIET_CHECKS, secure)
    return { ...sampleOfTurns(turns), ...observed }
  })
}

/** Returns the server's counts when they no longer change: of thousands of connections, some are accepted late. */
async function served(program) {
  for (let last; ; ) {
    const count = await program.ask('served')
    if (last !== undefined && count.requests === last.requests && count.connections === last.connections) return count
    last = count
    await setTimeout(SETTLING)
  }
}

/** Checks several responses, on one connection if the scenario keeps it, which checks keep-alive too. Returns the bytes of a response. */
export async function checkServer(port, { request, expected, closes }, times, secure) {
  const text = requestText(request, port)
  const responses = []
  if (closes) for (let i = 0; i < times; i++) responses.push(...(await exchange(port, text, 1, secure)))
  else responses.push(...(await exchange(port, text, times, secure)))
  const { length } = responses[0]
  for (const response of responses) {
    checkResponse(parseResponse(response), expected)
    check(response.length === length, `responses of ${length} and ${response.length} bytes to the same request`)
  }
  return length
}

/** Checks that there was no error, and that the number of bytes fits the number of responses. */
function checkLoad({ requests, bytes, errors }, { underWay, responseLength }) {
  for (const [kind, count] of Object.entries(errors)) check(count === 0, `${count} ${kind} errors under load`)
  check(requests > 0, 'no response under load')
  // The end of a run may cut off one response for each request under way.
  const expected = requests * responseLength
  const tolerance = underWay * responseLength
  check(Math.abs(bytes - expected) <= tolerance, `${bytes} bytes under load for ${requests} responses of ${responseLength} bytes, which are ${expected}`)
}

/** Checks that the server's count of requests agrees with the generator's. */
function checkServed(served, received, underWay) {
  // The server may have more than the generator: the requests that were under way at the end of its two runs.
  check(served >= received && served <= received + 2 * underWay, `${served} requests served, but ${received} responses received`)
}

/** Returns how many connections a server may have accepted in the measured time. */
function expectedConnections({ load, scenario, result, connections, underWay }) {
  if (load.open) return { least: 0, most: 0 }
  if (scenario.closes) return { least: result.requests, most: result.requests + 2 * underWay + 1 }
  // wrk opens one more to check that the server listens.
  return { least: connections * LEAST_OPENED, most: connections + 1 }
}

/** Checks that no connection had to be opened again. */
function checkConnections(opened, { least, most }) {
  check(opened >= least && opened <= most, `${opened} connections opened, which is not between ${least} and ${most}`)
}
