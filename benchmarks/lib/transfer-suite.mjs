/** Suites in which a server pipes bodies so long that the rest of the message costs nothing in comparison. The unit is a megabyte. */
import { check } from './check.mjs'
import { withPrograms } from './children.mjs'
import { exchangeColumns } from './columns.mjs'
import { modulePeers, rawPeer } from './peers.mjs'
import { report } from './report.mjs'
import { durationOf, interleave } from './rounds.mjs'
import { choosePeers } from './runtimes.mjs'
import { describeSample, sampleOf } from './sample.mjs'
import { paceWarnings } from './saturation.mjs'

const CONNECTIONS = 4
/** Approximate seconds until the transfers end that are under way at the end of the time. */
const LAST_TRANSFERS = 0.5

const OTHER_SIDE = 'other side'
const MEGABYTE = 1e6

/**
 * @param direction - `'download'` or `'upload'`, from the client's side
 * @param held - megabytes of objects that each process holds
 */
export function transferSuite({ summary, direction, held = 0 }) {
  const peers = [...modulePeers('peers/transfer-server.mjs', String(held)), rawPeer('peers/raw-transfer.mjs', String(held), direction)]
  async function run({ rounds, seconds, warmUpSeconds, runtimes }) {
    const setting = { direction, seconds, warmUpSeconds }
    const samples = await interleave({ peers: choosePeers(peers, runtimes), rounds, measure: (peer) => measure(peer, setting), describe: describeSample })
    const conditions = `load: raw net, ${CONNECTIONS} connections; rounds: ${rounds}, of ${seconds} s and the transfers that are under way then`
    return report({ samples, columns: exchangeColumns('MB', OTHER_SIDE), conditions, warn: paceWarnings(OTHER_SIDE) })
  }
  const duration = ({ rounds, seconds, warmUpSeconds, runtimes }) =>
    durationOf({ peers: choosePeers(peers, runtimes), rounds, seconds: seconds + warmUpSeconds + 2 * LAST_TRANSFERS })
  return { summary, run, duration }
}

function measure(peer, { direction, seconds, warmUpSeconds }) {
  return withPrograms(async ({ startProgram, startPeer }) => {
    const server = await startPeer(peer)
    const load = await startProgram('other', 'lib/load/transfer-program.mjs')
    const { port } = server.started
    const runFor = (seconds, thorough) => load.ask('run', { direction, thorough, port, connections: CONNECTIONS, seconds }, seconds)

    const warmUp = await runFor(warmUpSeconds, true)
    const before = await server.ask('usage')
    const result = await runFor(seconds, false)
    const after = await server.ask('usage')

    const { requests } = await server.ask('served')
    const asked = warmUp.transfers + result.transfers
    check(requests === asked, `${requests} requests served, but ${asked} asked`)
    return sampleOf({ units: result.bytes / MEGABYTE, seconds: result.seconds, cpu: after.cpu - before.cpu, user: after.user - before.user, otherCpu: result.cpu, rss: after.rss })
  })
}
