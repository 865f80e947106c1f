/** Runs one plan, and reports what was violated. */
import * as agentPackage from '@layered-http/agent'
import { request } from '@layered-http/client'
import compat from '@layered-http/compat-node-http'
import { createServer, type ServerResponse } from '@layered-http/server'
import { clock } from '../../../packages/agent/src/clock.js'
import { systemClock } from '../../../packages/server/src/clock.js'
import { startExchange } from './client.js'
import { addHandlers, handle } from './handler.js'
import { checkEnd, checkProgress, checkTurn } from './invariants.js'
import { Network } from './network.js'
import { checkPipeline, startPipeline, type Pipeline } from './pipeline.js'
import { allExchanges, followsAnother, type AgentPlan, type Plan, type ServerPlan } from './plan.js'
import { PLANNED, type Exchange, type Face, type Failure, type Run } from './run.js'
import { Scheduler } from './scheduler.js'
import { countStructs } from './structs.js'

const FACES: Record<Plan['face'], Face> = {
  layers: { createServer, request, Agent: agentPackage.Agent },
  compat: compat as unknown as Face,
}

/** Violations of one run that are kept. */
const MAX_FAILURES = 10

export interface Outcome {
  readonly failures: readonly Failure[]
  /** Events of the network; empty unless `isTraced`. */
  readonly trace: readonly string[]
  /** The same plan gives the same one. */
  readonly digest: number
  /** Tasks that were run. */
  readonly tasks: number
  /** Connections that were opened. */
  readonly connections: number
}

export async function simulate(plan: Plan, isTraced = false): Promise<Outcome> {
  countStructs()
  const failures: Failure[] = []
  const seen = new Set<string>()
  const fail = (kind: string, text: string): void => {
    // A violation between two tasks is usually still there after the next one.
    if (seen.has(text) || failures.length >= MAX_FAILURES) return
    seen.add(text)
    failures.push({ kind, text: `${kind}: ${text} (at ${scheduler.time} ms)` })
    network.note(`FAILURE ${kind}: ${text}`)
  }
  const onThrow = (error: unknown): void => {
    if ((error as Error).message !== PLANNED) fail('uncaught', (error as Error).stack ?? String(error))
  }
  const scheduler = new Scheduler(() => checkTurn(run), onThrow)
  const before = { server: { ...systemClock }, agent: { ...clock } }
  for (const target of [systemClock, clock]) Object.assign(target, { now: scheduler.now, setTimeout: scheduler.setTimeout, clearTimeout: scheduler.clearTimeout })
  const network = new Network(scheduler, plan.connections, isTraced)
  const run = makeRun(plan, scheduler, network, fail)
  const pipelines = plan.pipelines.map((each): Pipeline => ({ plan: each, socket: null, reader: null }))
  const uncaught = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException').on('uncaughtException', (error) => {
    scheduler.disturb()
    onThrow(error)
  })
  try {
    startTraffic(run, pipelines)
    await scheduler.run()
    checkProgress(run, pipelines)
    await close(run)
    checkEnd(run)
    for (const pipeline of pipelines) checkPipeline(run, pipeline)
  } catch (error) {
    fail('run', (error as Error).stack ?? String(error))
  } finally {
    process.removeAllListeners('uncaughtException')
    for (const listener of uncaught) process.on('uncaughtException', listener)
    Object.assign(systemClock, before.server)
    Object.assign(clock, before.agent)
  }
  return { failures, trace: network.trace, digest: network.digest, tasks: scheduler.count, connections: network.connections.length }
}

function makeRun(plan: Plan, scheduler: Scheduler, network: Network, fail: Run['fail']): Run {
  const face = FACES[plan.face]
  const server = face.createServer(serverOptions(plan.server), (req, res) => handle(run, req, res as ServerResponse))
  const { timeout, maxRequestsPerSocket, httpAllowHalfOpen } = plan.server
  Object.assign(server, { timeout, maxRequestsPerSocket, httpAllowHalfOpen })
  const agents = plan.agents.map((each) => {
    const agent = new face.Agent(agentOptions(each))
    agent.createConnection = (_options, callback) => network.connect(agent, callback as never)
    return agent
  })
  const exchanges = new Map(
    allExchanges(plan).map((each): [string, Exchange] => [each.id, { plan: each, request: null, response: null, isRead: false, isAborted: false, handled: 0, served: [], signals: [] }]),
  )
  const run: Run = { plan, scheduler, network, face, server, agents, exchanges, closedMessages: new WeakSet(), isEnding: false, fail }
  addHandlers(run)
  network.onAccept = (socket) => server.emit('connection', socket)
  return run
}

function serverOptions({ keepAliveTimeout, keepAliveTimeoutBuffer, headersTimeout, requestTimeout, optimizeEmptyRequests }: ServerPlan): object {
  return { keepAliveTimeout, keepAliveTimeoutBuffer, headersTimeout, requestTimeout, optimizeEmptyRequests }
}

function agentOptions({ keepAlive, maxSockets, maxTotalSockets, maxFreeSockets, scheduling, timeout, staleRetry, maxAge, maxRequests, queueTimeout, buffer }: AgentPlan): agentPackage.AgentOptions {
  return { keepAlive, maxSockets, maxTotalSockets, maxFreeSockets, scheduling, agentKeepAliveTimeoutBuffer: buffer, ...(timeout > 0 ? { timeout } : {}), layered: { stats: true, staleRetry, maxAge, maxRequests, queueTimeout } }
}

function startTraffic(run: Run, pipelines: readonly Pipeline[]): void {
  const { plan, scheduler, server } = run
  for (const exchange of plan.exchanges) if (!followsAnother(plan, exchange)) scheduler.after(exchange.at, () => startExchange(run, run.exchanges.get(exchange.id)!))
  for (const pipeline of pipelines) scheduler.after(pipeline.plan.at, () => startPipeline(run, pipeline))
  plan.agents.forEach(({ destroysAfter }, i) => {
    if (destroysAfter > 0) scheduler.after(destroysAfter, () => run.agents[i]!.destroy())
  })
  if (plan.server.closesIdleAfter > 0) scheduler.after(plan.server.closesIdleAfter, () => server.closeIdleConnections())
}

/** Ends everything, in the way of the plan. The end of the network ends the rest: what still waits is lost. */
async function close(run: Run): Promise<void> {
  const { plan: { ending }, scheduler, network, server, agents } = run
  run.isEnding = true
  network.note(`ending: ${ending}`)
  let closed = 0
  if (ending === 'close') {
    for (const agent of agents) void agent.close().then(() => closed++)
    server.closeIdleConnections()
    await scheduler.run()
    server.closeAllConnections()
  } else if (ending === 'destroy') {
    for (const agent of agents) agent.destroy()
    server.closeAllConnections()
  }
  await scheduler.run()
  network.end()
  await scheduler.run()
  if (ending === 'close' && closed < agents.length) run.fail('pool', `close() of ${agents.length - closed} agents has not resolved`)
}
