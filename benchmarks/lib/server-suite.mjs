/** Suites that measure a server while a generator sends requests as fast as the server responds. */
import { exchangeColumns } from './columns.mjs'
import { chooseLoad } from './load/tools.mjs'
import { measureServer } from './measure-server.mjs'
import { report } from './report.mjs'
import { durationOf, interleaveTurns, TURN } from './rounds.mjs'
import { choosePeers } from './runtimes.mjs'
import { describeSample } from './sample.mjs'
import { paceWarnings } from './saturation.mjs'

/**
 * @param suite.summary - one line
 * @param suite.connections - of the generator
 * @param suite.scenario - as `loadScenario` returns it: the request and the expected response
 * @param suite.peers - `{ name, program, arguments, flags?, runtime? }`; ours first
 * @param suite.pipelining - requests that the generator sends in one go
 * @param suite.secure - true for requests over TLS
 * @param suite.load - the generator, if it is not one of `lib/load/tools.mjs`
 * @param suite.backend - see `measureServer`
 */
export function serverSuite({ summary, connections, scenario, peers, pipelining = 1, backend, secure, load: ownLoad }) {
  async function run({ rounds, seconds, warmUpSeconds, load: wanted, runtimes }) {
    const load = ownLoad ?? (await chooseLoad(wanted))
    if (scenario.closes && !load.canClose) throw new Error(`${load.name} counts wrongly when connections are not kept: this suite needs wrk`)
    const otherSide = backend ? `${load.name} and backend` : load.name
    const setting = { connections, turns: seconds / TURN, seconds: TURN, warmUpSeconds, scenario, load, pipelining, backend, secure }
    const samples = await interleaveTurns({ peers: choosePeers(peers, runtimes), rounds, measure: (peer) => measureServer(peer, setting), describe: describeSample })
    const pipelined = pipelining > 1 ? `, ${pipelining} requests pipelined on each` : ''
    const conditions = `load: ${load.description}, ${connections} connections${pipelined}; rounds: ${rounds}, of ${seconds / TURN} turns of ${TURN} s each`
    return report({ samples, columns: exchangeColumns('request', otherSide), conditions, warn: paceWarnings(otherSide) })
  }
  const duration = ({ rounds, seconds, warmUpSeconds, runtimes }) =>
    durationOf({ peers: choosePeers(peers, runtimes), rounds, seconds: seconds + warmUpSeconds })
  return { summary, run, duration }
}
