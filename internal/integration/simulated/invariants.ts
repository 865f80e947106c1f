/**
 * What must always hold. `checkTurn` looks at pools, server and parsers between two tasks, when no tick is left; `checkProgress` when the traffic has
 * come to rest; `checkEnd` when everything was closed.
 */
import { getEventListeners } from 'node:events'
import type { Agent, OriginStats } from '@layered-http/agent'
import { stateOf } from '../../../packages/server/src/server-state.js'
import { watchesDeadlines } from '../../../packages/server/src/server.js'
import type { End } from './end.js'
import { mayHang } from './plan.js'
import type { Pipeline } from './pipeline.js'
import type { Exchange, Run } from './run.js'
import { lentStructs } from './structs.js'

/** Milliseconds. The server's timer may be this much late (its granularity), and counts whole milliseconds. */
const LATE = 52

/** Tasks between two full checks. Those of `stats()` and of the timers cost more than the others. */
const FULL_PERIOD = 4

/** Listeners of one event that a socket has at most. More would be those of earlier requests. */
const MAX_LISTENERS = 3

/** Events that an idle socket of a pool has listeners for. */
const IDLE_EVENTS = new Set<string | symbol>(['free', 'close', 'timeout', 'agentRemove', 'error'])

interface PoolRequest {
  readonly destroyed: boolean
}

type Used = End & { _httpMessage?: PoolRequest | null }

export function checkTurn(run: Run): void {
  const clients = run.network.open('client')
  const servers = run.network.open('server')
  const isFull = run.scheduler.count % FULL_PERIOD === 0
  for (const agent of run.agents) checkPool(run, agent, clients, isFull)
  checkServer(run, servers)
  if (isFull) checkTimers(run, clients, servers)
  // A parser has a struct only in the middle of a message, or after the last one of a connection that is still open.
  const open = clients.length + servers.length
  if (lentStructs() > open) run.fail('structs', `${lentStructs()} structs are lent, and ${open} ends are open`)
}

function checkPool(run: Run, agent: Agent, clients: readonly End[], checksAll: boolean): void {
  const number = run.agents.indexOf(agent)
  const fail = (text: string): void => run.fail('pool', `agent ${number}: ${text}`)
  const active = Object.values(agent.sockets).flat() as unknown as Used[]
  const idle = Object.values(agent.freeSockets).flat() as unknown as Used[]
  const listed = new Set([...active, ...idle])
  const open = clients.filter(({ connection, isRemoved }) => connection.owner === agent && !isRemoved)
  if (listed.size !== active.length + idle.length) fail('a socket is listed twice')
  for (const socket of listed) if (!open.includes(socket)) fail(`socket ${socket.connection.number} is listed and ${socket.isClosed ? 'closed' : 'removed'}`)
  // A socket that cannot be used again leaves the list before it has closed.
  for (const socket of open) if (!listed.has(socket as Used) && !socket.destroyed) fail(`socket ${socket.connection.number} is open and not listed`)
  const usable = open.filter(({ destroyed }) => !destroyed).length
  if (agent.totalSocketCount < usable || agent.totalSocketCount > open.length) fail(`totalSocketCount is ${agent.totalSocketCount}, and ${usable} sockets are open, ${open.length - usable} about to close`)
  if (agent.totalSocketCount > agent.maxTotalSockets) fail(`${agent.totalSocketCount} sockets, over maxTotalSockets`)
  for (const list of Object.values(agent.sockets)) if (list.length > agent.maxSockets) fail(`${list.length} sockets, over maxSockets`)
  for (const list of Object.values(agent.freeSockets)) if (list.length > agent.maxFreeSockets) fail(`${list.length} idle sockets, over maxFreeSockets`)
  for (const lists of [agent.sockets, agent.freeSockets, agent.requests]) for (const list of Object.values(lists)) if (list.length === 0) fail('an empty list')
  for (const socket of active) {
    if (socket.destroyed) continue
    const message = socket._httpMessage
    if (!message) fail(`socket ${socket.connection.number} is in use without a request`)
    else if (run.closedMessages.has(message)) fail(`socket ${socket.connection.number} is in use, and its request has closed`)
  }
  for (const socket of idle) {
    if (socket._httpMessage) fail(`socket ${socket.connection.number} is idle and has a request`)
    if (!socket.destroyed) checkIdleListeners(run, socket)
  }
  const stats = checksAll || Object.keys(agent.requests).length > 0 ? Object.values(agent.stats()) : []
  checkQueue(agent, idle, stats, fail)
  if (checksAll) checkStats(agent, active.length, idle.length, stats, fail)
}

function checkIdleListeners(run: Run, socket: End): void {
  for (const event of socket.eventNames()) {
    if (!IDLE_EVENTS.has(event) || socket.listenerCount(event) > 2) run.fail('listeners', `idle socket ${socket.connection.number} has ${socket.listenerCount(event)} listeners for ${String(event)}`)
  }
}

/** A request waits only if there is no place and no idle socket for it. */
function checkQueue(agent: Agent, idle: readonly Used[], stats: readonly OriginStats[], fail: (text: string) => void): void {
  const connecting = stats.reduce((sum, origin) => sum + origin.connecting, 0)
  const isFull = agent.totalSocketCount + connecting >= agent.maxTotalSockets
  for (const [key, requests] of Object.entries(agent.requests)) {
    if (requests.every(({ destroyed }) => destroyed)) continue
    const isFullHere = (agent.sockets[key]?.length ?? 0) + connecting >= agent.maxSockets
    if (!isFull && !isFullHere) fail(`a request waits for ${key}, and there is a place for it`)
    const usable = idle.filter((socket) => !socket.destroyed)
    if (isFull && !isFullHere && usable.length > 0) fail(`a request waits for ${key}, and idle sockets have its place`)
  }
}

function checkStats(agent: Agent, active: number, idle: number, stats: readonly OriginStats[], fail: (text: string) => void): void {
  const queued = Object.values(agent.requests).flat().length
  const sum = { active: 0, idle: 0, queued: 0 }
  for (const origin of stats) for (const name of ['active', 'idle', 'queued'] as const) sum[name] += origin[name]
  if (sum.active !== active || sum.idle !== idle || sum.queued !== queued) fail(`stats() has ${JSON.stringify(sum)}, and the lists ${JSON.stringify({ active, idle, queued })}`)
}

/** A timer belongs to a socket that is open, to a request that waits, or to the deadlines of a server that has connections. */
function checkTimers({ scheduler, agents, plan, server, fail }: Run, clients: readonly End[], servers: readonly End[]): void {
  const ofSockets = [...clients, ...servers].filter(({ hasTimer }) => hasTimer).length
  const ofRequests = agents.reduce((sum, agent, i) => sum + (plan.agents[i]!.queueTimeout > 0 ? Object.values(agent.requests).flat().length : 0), 0)
  const expected = ofSockets + ofRequests + (watchesDeadlines(server) ? 1 : 0)
  if (scheduler.timers !== expected) fail('timers', `${scheduler.timers} timers are set; ${ofSockets} sockets and ${ofRequests} waiting requests have one, with those of deadlines ${expected}`)
}

interface Listed {
  readonly deadline: number
  readonly port: { readonly socket: End }
}

function checkServer(run: Run, servers: readonly End[]): void {
  const listed = [...stateOf(run.server)!.connections] as unknown as Listed[]
  const { time } = run.scheduler
  for (const { deadline, port: { socket } } of listed) {
    const { number } = socket.connection
    if (socket.isClosed) run.fail('server list', `connection ${number} is listed and has closed`)
    if (deadline === 0) continue
    if (!watchesDeadlines(run.server)) run.fail('deadlines', `connection ${number} has a deadline, and there is no timer`)
    if (deadline < time - LATE) run.fail('deadlines', `the deadline of connection ${number} passed ${time - deadline} ms ago`)
  }
  if (listed.length === 0 && watchesDeadlines(run.server)) run.fail('deadlines', 'the timer is set, and no connection is listed')
  const sockets = new Set(listed.map(({ port }) => port.socket))
  for (const end of servers) if (!end.isHandedOver && !sockets.has(end)) run.fail('server list', `connection ${end.connection.number} is open and not listed`)
}

/** The traffic has come to rest, and nothing was closed by force. Every exchange that waits for nothing must be over. */
export function checkProgress(run: Run, pipelines: readonly Pipeline[]): void {
  if (mayHang(run.plan)) return
  for (const { plan, request } of run.exchanges.values()) {
    if (request !== null && !request.isClosed) run.fail('progress', `${plan.id} is not over: its request has emitted ${request.summary}`)
  }
  for (const { plan, reader, socket } of pipelines) {
    if (reader === null || socket === null || socket.destroyed || plan.tail !== 'nothing') continue
    const whole = reader.responses.filter(({ isWhole }) => isWhole).length
    if (whole < plan.exchanges.length && !socket.readableEnded) run.fail('progress', `a pipeline has ${whole} of ${plan.exchanges.length} responses, and its connection is open`)
  }
}

/** Everything was closed: nothing is left. */
export function checkEnd(run: Run): void {
  const { scheduler, network, server, agents } = run
  if (scheduler.timers > 0) run.fail('timers', `${scheduler.timers} timers are left`)
  if (lentStructs() !== 0) run.fail('structs', `${lentStructs()} structs are lent, and everything has closed`)
  if ([...stateOf(server)!.connections].length > 0) run.fail('server list', 'connections are listed, and everything has closed')
  if (watchesDeadlines(server)) run.fail('deadlines', 'the timer is set, and everything has closed')
  for (const { client, server: served, isGiven, number } of network.connections) {
    for (const end of [client, served]) {
      if (isGiven[end.side] && end.closes !== 1) run.fail('left open', `the ${end.side} of connection ${number} has emitted ${end.closes} 'close'`)
      for (const event of end.eventNames()) if (end.listenerCount(event) > MAX_LISTENERS) run.fail('listeners', `the ${end.side} of connection ${number} has ${end.listenerCount(event)} listeners for ${String(event)}`)
    }
  }
  for (const agent of agents) {
    if (Object.keys(agent.requests).length + Object.keys(agent.sockets).length + Object.keys(agent.freeSockets).length + agent.totalSocketCount > 0) run.fail('pool', 'sockets or requests are listed, and everything has closed')
  }
  for (const exchange of run.exchanges.values()) checkExchange(run, exchange)
}

function checkExchange(run: Run, { plan: { id, agent, tunnel, abort, read, response: expected }, request, response, isAborted, isRead, served, signals }: Exchange): void {
  const fail = (text: string): void => run.fail('settled', `${id} ${text}`)
  if (request !== null) {
    const results = request.count('response', 'upgrade', 'connect')
    const errors = request.count('error')
    if (request.count('close') !== 1 || results > 1 || errors > 1) fail(`client req: ${request.summary}`)
    // As in Node, abort() before there is a socket has no error, nor has destroy() without one if there is no agent.
    const isGivenUp = abort?.how === 'abort' || (agent === -1 && isAborted && request.count('socket') === 0 && abort?.how !== 'destroy with error' && abort?.how !== 'signal')
    if (results + errors === 0 && !isGivenUp) fail(`client req has no result: ${request.summary}`)
  }
  if (response !== null) {
    const ends = response.count('end')
    const losses = Math.max(response.count('aborted'), response.count('error'))
    // A Readable that is destroyed in the listener of its last 'data' still emits 'end'.
    const { how } = read
    if (ends > 1 || losses > 1 || (ends > 0 && losses > 0 && how !== 'destroy') || response.count('close') > 1) fail(`client res: ${response.summary}`)
    if (isRead && (ends + losses === 0 || response.count('close') !== 1)) fail(`client res is not over: ${response.summary}`)
  }
  for (const { req, res } of served) {
    if (res.count('close') !== 1 || res.count('finish') > 1) fail(`server res: ${res.summary}`)
    const ends = req.count('end')
    const losses = Math.max(req.count('aborted'), req.count('error'))
    if (ends > 1 || losses > 1 || req.count('close') > 1) fail(`server req: ${req.summary}`)
    const { how } = expected.read
    const isReading = how !== 'stop' && how !== 'nothing' && how !== 'late' && how !== 'slow'
    // As in Node, no event tells the reader of an answered request that the server has closed the connection.
    if (isReading && res.count('finish') === 0 && tunnel === undefined && !run.plan.server.optimizeEmptyRequests && (ends + losses === 0 || req.count('close') !== 1)) fail(`server req is not over: ${req.summary}`)
  }
  for (const signal of signals) if (getEventListeners(signal, 'abort').length > 0) run.fail('listeners', `${id}: its signal has a listener`)
}
