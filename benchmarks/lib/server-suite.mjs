/** Suites in which a server is measured while a generator asks it as fast as it answers. */
import { check, checkResponse } from './check.mjs'
import { startProgram } from './children.mjs'
import { chooseLoad } from './load/tools.mjs'
import { report } from './report.mjs'
import { interleave } from './rounds.mjs'
import { describeSample } from './sample.mjs'
import { exchange, parseResponse } from './wire.mjs'

/** Times that a response is checked to the byte: on a quiet server, and while the generator warms it up. */
const QUIET_CHECKS = 2
const BUSY_CHECKS = 100

/**
 * @param suite.summary - one line
 * @param suite.connections - keep-alive connections of the generator
 * @param suite.scenario - a file of `scenarios/`: what is asked, what must come back
 * @param suite.peers - `{ name, program, arguments }`; ours first
 */
export function serverSuite({ summary, connections, scenario, peers }) {
  async function run({ rounds, seconds, warmUpSeconds, load: wanted }) {
    const load = await chooseLoad(wanted)
    const setting = { connections, seconds, warmUpSeconds, scenario, load }
    const samples = await interleave({ peers, rounds, measure: (peer) => measure(peer, setting), describe: describeSample })
    const conditions = `load: ${load.description}, ${connections} connections; rounds: ${rounds}, of ${seconds} s each`
    return report({ samples, otherSide: load.name, conditions })
  }
  return { summary, run }
}

async function measure(peer, { connections, seconds, warmUpSeconds, scenario, load }) {
  const program = await startProgram('underTest', peer.program, peer.arguments)
  try {
    const { port } = program.started
    const responseLength = await checkServer(port, scenario, QUIET_CHECKS)
    const target = { url: `http://127.0.0.1:${port}${scenario.path}`, connections, body: scenario.expected.body }
    // wrk does not look at bodies, so a server that mixes its connections up must be caught beside it.
    const [warmUp] = await Promise.all([load.run({ ...target, seconds: warmUpSeconds }), checkServer(port, scenario, BUSY_CHECKS)])
    checkLoad(warmUp, { connections, responseLength })

    const before = await program.ask('served')
    const cpuBefore = await program.ask('usage')
    const result = await load.run({ ...target, seconds })
    const cpu = (await program.ask('usage')) - cpuBefore
    const after = await program.ask('served')

    checkLoad(result, { connections, responseLength })
    checkServed(after.requests - before.requests, after.connections - before.connections, { received: result.requests, connections })
    await checkServer(port, scenario, QUIET_CHECKS)
    return {
      cpuPerRequest: cpu / result.requests,
      requestsPerSecond: result.requests / result.seconds,
      p50: result.p50,
      p99: result.p99,
      busy: cpu / (result.seconds * 1e6),
      otherBusy: result.cpu / (result.seconds * 1e6),
      requests: result.requests,
    }
  } catch (error) {
    throw await program.explain(error)
  } finally {
    await program.stop()
  }
}

/** Several requests on one connection, so that keep-alive is known to work. Gives the bytes of a response. */
async function checkServer(port, scenario, times) {
  const responses = await exchange(port, `GET ${scenario.path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`, times)
  const { length } = responses[0]
  for (const response of responses) {
    checkResponse(parseResponse(response), scenario.expected)
    check(response.length === length, `responses of ${length} and ${response.length} bytes to the same request`)
  }
  return length
}

/** No error, and as many bytes as that many right responses have. */
function checkLoad({ requests, bytes, errors }, { connections, responseLength }) {
  for (const [kind, count] of Object.entries(errors)) check(count === 0, `${count} ${kind} errors under load`)
  check(requests > 0, 'no response under load')
  // A run may be cut off in the middle of one response for each connection.
  const expected = requests * responseLength
  const tolerance = connections * responseLength
  check(Math.abs(bytes - expected) <= tolerance, `${bytes} bytes under load for ${requests} responses of ${responseLength} bytes, which are ${expected}`)
}

/** The server's own count agrees with the generator's, and no connection had to be opened again. */
function checkServed(requests, opened, { received, connections }) {
  // Beyond what the generator saw the end of, only what was under way when one of its two runs was cut off.
  check(requests >= received && requests <= received + 2 * connections, `${requests} requests served, but ${received} responses received`)
  // wrk opens one more to see whether anybody listens.
  check(opened === connections || opened === connections + 1, `${opened} connections opened instead of ${connections}`)
}
