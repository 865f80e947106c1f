/** Makes a failing plan smaller: fewer exchanges, then calmer connections and simpler exchanges, as long as the same kind of failure remains. */
import { CALM } from './schedule.js'
import { simulate } from './simulate.js'
import type { ExchangePlan, Plan } from './plan.js'

/** Runs that one plan may take. */
const MAX_RUNS = 400

const SIMPLE: readonly Partial<ExchangePlan>[] = [
  { abort: undefined },
  { at: 0 },
  { timeout: 0 },
  { expects: 'no' },
  { closes: false },
  { staleRetry: false },
  { read: { how: 'data', ms: 0, after: 0 } },
]

/** Returns the plans that are a little smaller than `plan`, the smallest first. */
function* smaller(plan: Plan): Generator<Plan> {
  const { exchanges, pipelines, connections } = plan
  for (const [i] of pipelines.entries()) yield { ...plan, pipelines: pipelines.toSpliced(i, 1) }
  for (const [i, pipeline] of pipelines.entries()) {
    for (const [k] of pipeline.exchanges.entries()) yield { ...plan, pipelines: pipelines.with(i, { ...pipeline, exchanges: pipeline.exchanges.toSpliced(k, 1), gaps: pipeline.gaps.toSpliced(k, 1) }) }
  }
  for (const [i] of exchanges.entries()) yield { ...plan, exchanges: exchanges.toSpliced(i, 1) }
  for (const [i, connection] of connections.entries()) {
    if (connection === CALM) continue
    yield { ...plan, connections: connections.with(i, CALM) }
    for (const name of ['client', 'server', 'toServer', 'toClient', 'resetAfter', 'connectDelay', 'delivery'] as const) {
      if (connection[name] !== CALM[name]) yield { ...plan, connections: connections.with(i, { ...connection, [name]: CALM[name] }) }
    }
  }
  for (const [i, exchange] of exchanges.entries()) {
    for (const change of SIMPLE) {
      const name = Object.keys(change)[0] as keyof ExchangePlan
      if (JSON.stringify(exchange[name]) !== JSON.stringify(change[name])) yield { ...plan, exchanges: exchanges.with(i, { ...exchange, ...change }) }
    }
    if (exchange.body.pieces.length > 0) yield { ...plan, exchanges: exchanges.with(i, { ...exchange, body: { ...exchange.body, pieces: [] } }) }
    const { response } = exchange
    if (response.body.pieces.length > 0) yield { ...plan, exchanges: exchanges.with(i, { ...exchange, response: { ...response, body: { ...response.body, pieces: [] } } }) }
    if (response.fault !== undefined) yield { ...plan, exchanges: exchanges.with(i, { ...exchange, response: { ...response, fault: undefined } }) }
    if (response.interim.length > 0) yield { ...plan, exchanges: exchanges.with(i, { ...exchange, response: { ...response, interim: [] } }) }
  }
}

export async function shrink(plan: Plan, kind: string): Promise<Plan> {
  const used = (await simulate(plan)).connections
  let best: Plan = { ...plan, connections: plan.connections.slice(0, used) }
  let runs = 0
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false
    for (const candidate of smaller(best)) {
      if (runs++ > MAX_RUNS) return best
      if (!(await simulate(candidate)).failures.some((failure) => failure.kind === kind)) continue
      best = candidate
      isSmaller = true
      break
    }
  }
  return best
}
