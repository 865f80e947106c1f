/** What an agent tells of its pool: how things stand now, and, where it counts, what happened so far. */
import type { Agent } from './agent.js'
import { MAX_STATS_ORIGINS, STATS_WINDOW } from './limits.js'
import type { ConnectionOptions } from './options.js'
import { originName } from './origin-name.js'
import type { Pool } from './pool.js'
import { pooledSocket } from './pooled-socket.js'
import { count } from './socket-lists.js'
import { waitingOf } from './waiting.js'

/** The pool of one origin. */
export interface OriginStats {
  /** Sockets in use. */
  active: number
  /** Sockets that `createConnection` has not delivered yet. */
  connecting: number
  /** Sockets that wait for a request. */
  idle: number
  /** Requests that wait for a socket. */
  queued: number
  /** Sockets opened so far. 0 without the option `layered.stats`, as all that follows. */
  created: number
  /** Requests so far that got a socket which had served another. */
  reused: number
  /** How long requests had to wait for a socket, milliseconds. */
  queueWait: QueueWait
}

export interface QueueWait {
  /** Requests that had to wait. */
  count: number
  mean: number
  max: number
  /** 99 of 100 of the last requests waited no longer. */
  p99: number
}

/** Counts of one origin. */
class Counts {
  created = 0
  reused = 0
  waits = 0
  total = 0
  max = 0
  private readonly last = new Float64Array(STATS_WINDOW)

  constructor(
    /** The origin, as {@link originName} has it. */
    readonly name: string,
  ) {}

  addWait(milliseconds: number): void {
    this.last[this.waits % STATS_WINDOW] = milliseconds
    this.waits++
    this.total += milliseconds
    this.max = Math.max(this.max, milliseconds)
  }

  queueWait(): QueueWait {
    const { waits, total, max } = this
    if (waits === 0) return { count: 0, mean: 0, max: 0, p99: 0 }
    const sorted = this.last.slice(0, Math.min(waits, STATS_WINDOW)).sort()
    return { count: waits, mean: total / waits, max, p99: sorted[Math.ceil(sorted.length * 0.99) - 1]! }
  }
}

/** What is known of an origin of which nothing was counted. */
const NOTHING = new Counts('')

/** Counts what happens, by origin. */
export class Meter {
  private readonly origins = new Map<string, Counts>()

  constructor(private readonly agent: Agent) {}

  /** The counts of the origin with this name in the pool, to add to. `options` are those of a connection or a request there. */
  at(key: string, options: ConnectionOptions): Counts {
    const known = this.origins.get(key)
    // Taken out and put back: the first of the map is the one used longest ago.
    if (known !== undefined) this.origins.delete(key)
    else if (this.origins.size === MAX_STATS_ORIGINS) this.origins.delete(this.origins.keys().next().value!)
    const counts = known ?? new Counts(originName(this.agent, key, options))
    this.origins.set(key, counts)
    return counts
  }

  /** The counts of an origin, to read. */
  of(key: string): Counts {
    return this.origins.get(key) ?? NOTHING
  }

  keys(): Iterable<string> {
    return this.origins.keys()
  }
}

/** What an agent's `stats()` returns. */
export function statsOf(agent: Agent, { connecting, meter }: Pool): Record<string, OriginStats> {
  const { sockets, freeSockets, requests } = agent
  const keys = new Set([...Object.keys(sockets), ...Object.keys(freeSockets), ...Object.keys(requests), ...connecting.keys(), ...(meter?.keys() ?? [])])
  const stats = Object.create(null) as Record<string, OriginStats>
  for (const key of keys) {
    const past = meter?.of(key) ?? NOTHING
    const options = (): ConnectionOptions | undefined => optionsOf(agent, key) ?? connecting.get(key)?.options
    stats[past.name || originName(agent, key, options())] = {
      active: count(sockets, key),
      connecting: connecting.get(key)?.count ?? 0,
      idle: count(freeSockets, key),
      queued: count(requests, key),
      created: past.created,
      reused: past.reused,
      queueWait: past.queueWait(),
    }
  }
  return stats
}

/** The options of a connection with this name, or of a request that waits for one. Undefined if others have filled the lists. */
function optionsOf({ sockets, freeSockets, requests }: Agent, key: string): ConnectionOptions | undefined {
  for (const socket of [...(sockets[key] ?? []), ...(freeSockets[key] ?? [])]) {
    const pooled = pooledSocket(socket)
    if (pooled !== undefined) return pooled.options
  }
  const request = requests[key]?.[0]
  return request === undefined ? undefined : waitingOf(request)?.options
}
