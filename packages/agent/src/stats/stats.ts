/** `stats()` and `totals()` of an agent: the present state of its pool, and the counts of the past that a Meter keeps. */
import type { ConnectionOptions } from '../options.js'
import { count } from '../pool/lists.js'
import type { Named, PoolLists } from '../pool/owner.js'
import type { PendingConnections } from '../pool/places.js'
import { waitingOf } from '../pool/queue.js'
import { recordOf } from '../pool/socket-record.js'
import { NOTHING, queueWaitOf, type Meter, type QueueWait } from './meter.js'
import { originName } from './origin-name.js'

export type { QueueWait } from './meter.js'

/** The pool of one origin. The waits are measured with the option `layered.stats`, and are 0 without it. */
export interface OriginStats {
  /** Sockets in use. */
  active: number
  /** Sockets that `createConnection` has not delivered yet. */
  connecting: number
  /** Sockets without a request. */
  idle: number
  /** Requests that wait for a socket. */
  queued: number
  /** Requests so far that got a socket. */
  requests: number
  /** Requests so far that got a socket which had served another. */
  reused: number
  /** Sockets opened so far. */
  created: number
  /** Sockets so far that have left the pool: closed, or taken by an upgrade. */
  closed: number
  /** Connections so far that could not be opened, or were lost with an error. Those of requests that the program or a deadline ended are not counted. */
  errors: number
  /** Times so far that a socket in use had no traffic for its `timeout`. */
  timeouts: number
  /** Idle sockets so far that were destroyed because their idle time was over, or because they reached `maxAge`. */
  idleTimeouts: number
  /** Requests so far that were sent again after they met a stale socket, with `layered.staleRetry`. */
  retried: number
  /** Requests so far that failed with ERR_AGENT_QUEUE_FULL. */
  refused: number
  /** Requests so far that failed with ERR_AGENT_QUEUE_TIMEOUT. */
  expired: number
  /** Times that requests had to wait for a socket, until they got one or reached `layered.queueTimeout`. */
  queueWait: QueueWait
}

/** What `stats()` is made from. */
export interface StatsSource {
  readonly agent: Named & PoolLists
  readonly pending: ReadonlyMap<string, PendingConnections>
  readonly meter: Meter | undefined
}

/** Returns the state of each origin, by its name. */
export function statsOf({ agent, pending, meter }: StatsSource): Record<string, OriginStats> {
  const { sockets, freeSockets, requests } = agent
  const keys = new Set([...Object.keys(sockets), ...Object.keys(freeSockets), ...Object.keys(requests), ...pending.keys(), ...(meter?.keys() ?? [])])
  const stats = Object.create(null) as Record<string, OriginStats>
  for (const key of keys) {
    const past = meter?.of(key) ?? NOTHING
    const name = past.name || originName(agent, key, optionsOf(agent, key) ?? pending.get(key)?.options)
    const served = servedNow(agent, key)
    stats[name] = {
      active: count(sockets, key),
      connecting: pending.get(key)?.count ?? 0,
      idle: count(freeSockets, key),
      queued: count(requests, key),
      requests: past.requests + served.requests,
      reused: past.reused + served.reused,
      created: past.created,
      closed: past.closed,
      errors: past.errors,
      timeouts: past.timeouts,
      idleTimeouts: past.idleTimeouts,
      retried: past.retried,
      refused: past.refused,
      expired: past.expired,
      queueWait: past.queueWait(),
    }
  }
  return stats
}

/** Returns the sums over all origins. */
export function totalsOf(source: StatsSource): OriginStats {
  const totals: OriginStats = { active: 0, connecting: 0, idle: 0, queued: 0, requests: 0, reused: 0, created: 0, closed: 0, errors: 0, timeouts: 0, idleTimeouts: 0, retried: 0, refused: 0, expired: 0, queueWait: queueWaitOf(source.meter?.all() ?? []) }
  for (const origin of Object.values(statsOf(source))) {
    for (const [name, value] of Object.entries(origin)) if (typeof value === 'number') totals[name as Exclude<keyof OriginStats, 'queueWait'>] += value
  }
  return totals
}

/** Returns the counts of the sockets that are in the pool now. */
function servedNow({ sockets, freeSockets }: PoolLists, key: string): { requests: number; reused: number } {
  let requests = 0
  let reused = 0
  for (const socket of [...(sockets[key] ?? []), ...(freeSockets[key] ?? [])]) {
    const served = recordOf(socket)?.served ?? 0
    requests += served
    reused += Math.max(0, served - 1)
  }
  return { requests, reused }
}

/** Returns the options of a connection with this key, or of a request that waits for one. Undefined if user code has filled the lists. */
function optionsOf({ sockets, freeSockets, requests }: PoolLists, key: string): ConnectionOptions | undefined {
  for (const socket of [...(sockets[key] ?? []), ...(freeSockets[key] ?? [])]) {
    const record = recordOf(socket)
    if (record !== undefined) return record.options
  }
  const request = requests[key]?.[0]
  return request === undefined ? undefined : waitingOf(request)?.options
}
