/** One measurement of one server, under the load of a generator. Its responses are checked before, during and after the load. */
import { setTimeout } from 'node:timers/promises'
import { check, checkResponse } from './check.mjs'
import { withPrograms } from './children.mjs'
import { sampleOf } from './sample.mjs'
import { exchange, parseResponse, requestText } from './wire.mjs'

/** Times that a response is compared byte for byte: without load, and while the generator warms the server up. */
const QUIET_CHECKS = 2
const BUSY_CHECKS = 100

/** Milliseconds without a new request or connection after which a server counts as done. */
const SETTLING = 50

/** Part of its connections that a generator must have opened at the end. With thousands, the last are opened seconds later, since the first keep both sides busy. */
const LEAST_OPENED = 0.75

/** Part of its connections that the server may have more: with thousands, some of the warm-up are accepted after it. */
const LEFT_OVER = 0.01

/**
 * @param setting.connections - of the generator
 * @param setting.pipelining - requests that it sends in one go
 * @param setting.secure - true if the server uses TLS
 * @param setting.observe - gets the server when the measured time begins; returns a function that resolves with more numbers for the sample at its end
 * @param setting.backend - `{ program, arguments }` of a server to which the peer sends requests; the peer gets its port as last argument
 */
export function measureServer(peer, setting) {
  const { seconds, warmUpSeconds, scenario, connections, pipelining = 1, backend, observe, secure = false, load } = setting
  return withPrograms(async ({ startProgram, startPeer }) => {
    const origin = backend && (await startProgram('other', backend.program, backend.arguments))
    const program = await startPeer(peer, ...(origin ? [origin.started.port] : []))
    const { port } = program.started
    const responseLength = await checkServer(port, scenario, QUIET_CHECKS, secure)
    const target = { port, secure, request: scenario.request, connections, pipelining, expectedBody: scenario.expected.body }
    const underWay = connections * pipelining
    // wrk does not check bodies. This check beside it finds a server that mixes up its connections.
    const [warmUp] = await Promise.all([load.run({ ...target, seconds: warmUpSeconds }), checkServer(port, scenario, BUSY_CHECKS, secure)])
    checkLoad(warmUp, { underWay, responseLength })

    const before = await served(program)
    const usageBefore = await program.ask('usage')
    const originBefore = await origin?.ask('usage')
    const observation = observe?.(program)
    const result = await load.run({ ...target, seconds })
    const observed = await observation?.()
    const usage = await program.ask('usage')
    const originCpu = origin ? (await origin.ask('usage')).cpu - originBefore.cpu : 0
    const after = await program.ask('served')

    checkLoad(result, { underWay, responseLength })
    // Some servers cannot count requests, others cannot count connections.
    if (after.requests !== undefined) checkServed(after.requests - before.requests, result.requests, underWay)
    if (after.connections !== undefined) checkConnections(after.connections - before.connections, scenario.closes ? { least: result.requests, most: result.requests + 2 * underWay + 1 } : { least: connections * LEAST_OPENED, most: connections + 1 + Math.floor(connections * LEFT_OVER) })
    await checkServer(port, scenario, QUIET_CHECKS, secure)
    const sample = sampleOf({
      units: result.requests,
      seconds: result.seconds,
      cpu: usage.cpu - usageBefore.cpu,
      // Generator and backend share the other core.
      otherCpu: result.cpu + originCpu,
      rss: usage.rss,
      p50: result.p50,
      p99: result.p99,
    })
    return { ...sample, ...observed }
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

/** Checks that no connection had to be opened again. wrk opens one more to check that the server listens. */
function checkConnections(opened, { least, most }) {
  check(opened >= least && opened <= most, `${opened} connections opened, which is not between ${least} and ${most}`)
}
