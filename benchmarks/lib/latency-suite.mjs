/** Suites that measure the latency of servers that are half as busy as `node:http` can be. */
import { availableParallelism } from 'node:os'
import { check } from './check.mjs'
import { withPrograms } from './children.mjs'
import { gridOf, renderGrids } from './grid.mjs'
import { chooseLoad } from './load/tools.mjs'
import { checkServer } from './measure-server.mjs'
import { durationOf, interleave } from './rounds.mjs'
import { choosePeers } from './runtimes.mjs'
import { loadScenario } from './scenario.mjs'
import { percent } from './table.mjs'

/** The part of the saturated rate of `node:http` that is sent to every peer. */
const SHARE = 1 / 2

/** The peer whose saturated rate counts. */
const REFERENCE = 'node:http'

/** Seconds of the warm-up and of the measurement that find the saturated rate. */
const SATURATION = { warmUp: 1, measured: 1 }

/** Milliseconds that the generator may be late with a thousandth of its requests. A round in which it was later is marked. */
const LAG_LIMIT = 1

/** The share of its core that a server may use, about twice what is expected. Above it, requests wait because the machine has become slower since the saturated rate was measured. */
const BUSY_LIMIT = 0.9

/** The young generation of the generator in megabytes: large, so that it rarely collects garbage. */
const GENERATOR_FLAGS = ['--max-semi-space-size=64']

const PERCENTILES = ['p50', 'p99', 'p99.9']
const CHECKS = 2

/**
 * @param suite.summary - one line
 * @param suite.cases - `{ name, scenario, peers }`: the scenario by name, its servers, ours first
 */
export function latencySuite({ summary, connections, cases }) {
  async function run({ rounds, seconds, warmUpSeconds, load: wanted, runtimes }) {
    if (availableParallelism() < 2) throw new Error('this suite needs two cores: its generator looks at the clock all the time')
    const load = await chooseLoad(wanted)
    const grids = []
    const warnings = []
    const rates = []
    for (const { name, scenario, peers: all } of cases) {
      const peers = choosePeers(all, runtimes)
      const setting = { connections, seconds, warmUpSeconds, scenario: await loadScenario(scenario), name: scenario }
      let rate
      const measureOne = async (peer) => {
        // Measured again in each round, because a shared machine is not equally fast all the time.
        if (peer === peers[0]) rates.push({ name, rate: (rate = Math.round(SHARE * (await saturatedRate(peers.find((one) => one.name === REFERENCE), setting, load)))) })
        return await measure(peer, { ...setting, rate })
      }
      const samples = await interleave({ peers, rounds, measure: measureOne, describe })
      const rows = PERCENTILES.map((percentile, at) => ({
        name: percentile,
        peers: peers.map((peer) => ({ name: peer.name, samples: samples.get(peer.name).map(({ latencies }) => latencies[at] * 1000) })),
      }))
      const [ours, ...others] = peers.map((peer) => peer.name)
      grids.push(gridOf({ name, unit: 'latency µs', cases: rows, ratios: others.map((other) => [ours, other]) }))
      warnings.push(...doubtfulRounds(name, samples))
    }
    const conditions = `load: raw net at a constant rate, half of what node:http can answer (${ratesInWords(rates)} requests/s), ${connections} connections; saturated with ${load.description}; rounds: ${rounds}, of ${seconds} s each`
    return { text: [conditions, renderGrids(grids), ...warnings.map((line) => `warning: ${line}`)].join('\n\n'), conditions, grids, warnings }
  }
  const duration = ({ rounds, seconds, warmUpSeconds, runtimes }) =>
    cases.reduce((sum, { peers }) => sum + durationOf({ peers: choosePeers(peers, runtimes), rounds, seconds: seconds + warmUpSeconds }) + durationOf({ peers: [REFERENCE], rounds, seconds: SATURATION.warmUp + SATURATION.measured }), 0)
  return { summary, run, duration }
}

/** Returns the requests a second that a server answers when they are sent as fast as it answers. */
function saturatedRate(peer, { scenario, connections }, load) {
  return withPrograms(async ({ startPeer }) => {
    const { started } = await startPeer(peer)
    const target = { port: started.port, secure: false, request: scenario.request, connections, pipelining: 1, expectedBody: scenario.expected.body }
    await load.run({ ...target, seconds: SATURATION.warmUp })
    const { requests, seconds } = await load.run({ ...target, seconds: SATURATION.measured })
    return requests / seconds
  })
}

function measure(peer, { connections, seconds, warmUpSeconds, scenario, name, rate }) {
  return withPrograms(async ({ startProgram, startPeer }) => {
    const server = await startPeer(peer)
    const { port } = server.started
    const responseLength = await checkServer(port, scenario, CHECKS, false)
    const generator = await startProgram('other', 'lib/load/constant-rate-program.mjs', [name], [process.execPath, ...GENERATOR_FLAGS])
    await generator.ask('open', { port, count: connections, responseLength })
    await generator.ask('run', { rate, seconds: warmUpSeconds }, warmUpSeconds)

    const before = await server.ask('served')
    const usageBefore = await server.ask('usage')
    const result = await generator.ask('run', { rate, seconds }, seconds)
    const usageAfter = await server.ask('usage')
    const after = await server.ask('served')
    if (after.requests !== undefined) check(after.requests - before.requests === result.requests, `${after.requests - before.requests} requests served, but ${result.requests} responses received`)
    await checkServer(port, scenario, CHECKS, false)
    return { ...result, rate, busy: (usageAfter.cpu - usageBefore.cpu) / (result.seconds * 1e6) }
  })
}

/** Returns lines for each peer about rounds in which its generator was late, or the load was too much. */
function doubtfulRounds(name, samples) {
  return [...samples].flatMap(([peer, values]) => {
    const about = (of, limit, words) => {
      const over = values.map((value, round) => ({ value: of(value), round: round + 1 })).filter(({ value }) => value > limit)
      if (over.length === 0) return []
      const rounds = over.map(({ round }) => round).join(', ')
      return [`${name}, ${peer}, round ${rounds}: ${words(Math.max(...over.map(({ value }) => value)))}`]
    }
    return [
      ...about(({ lags }) => lags.at(-1), LAG_LIMIT, (most) => `the generator was late with a thousandth of the requests, by up to ${most.toFixed(1)} ms; other work on this machine spoils the tails`),
      ...about(({ busy }) => busy, BUSY_LIMIT, (most) => `the server was up to ${percent(most)} busy instead of half; the machine has become slower since the rate was chosen`),
    ]
  })
}

function ratesInWords(rates) {
  const names = [...new Set(rates.map(({ name }) => name))]
  const thousands = (rate) => Math.round(rate / 1000)
  return names.map((name) => {
    const own = rates.filter((one) => one.name === name).map(({ rate }) => rate)
    return `${name}: ${thousands(Math.min(...own))} to ${thousands(Math.max(...own))} thousand`
  }).join(', ')
}

function describe({ rate, latencies, lags, busy }) {
  const inMicroseconds = (values) => values.map((value) => Math.round(value * 1000)).join(', ')
  return `${rate}/s   latency µs ${inMicroseconds(latencies)}   busy ${percent(busy)}   generator late by µs ${inMicroseconds(lags)}`
}
