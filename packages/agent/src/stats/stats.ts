/** `stats()` of an agent: the present state of its pool, and the counts of the past that a Meter keeps. */
import { MAX_STATS_ORIGINS, STATS_WINDOW } from '../limits.js'
import type { ConnectionOptions } from '../options.js'
import { count } from '../pool/lists.js'
import type { Named, PoolLists } from '../pool/owner.js'
import type { PendingConnections } from '../pool/places.js'
import { waitingOf } from '../pool/queue.js'
import { recordOf } from '../pool/socket-record.js'
import { originName } from './origin-name.js'

/** The pool of one origin. What concerns the past is counted with the option `layered.stats`, and is 0 without it. */
export interface OriginStats {
  /** Sockets in use. */
  active: number
  /** Sockets that `createConnection` has not delivered yet. */
  connecting: number
  /** Sockets without a request. */
  idle: number
  /** Requests that wait for a socket. */
  queued: number
  /** Sockets opened so far. */
  created: number
  /** Requests so far that got a used socket. */
  reused: number
  /** Times that requests had to wait for a socket. */
  queueWait: QueueWait
}

/** Times in the queue of one origin. */
export interface QueueWait {
  /** Requests that had to wait. */
  count: number
  /** Milliseconds. */
  mean: number
  /** Milliseconds. */
  max: number
  /** Milliseconds: 99 % of the last requests waited no longer. */
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
    /** The {@link originName}. */
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

/** The counts of an origin that was not used. */
const NOTHING = new Counts('')

/** Counts by key. */
export class Meter {
  private readonly origins = new Map<string, Counts>()

  constructor(private readonly agent: Named) {}

  /**
   * Returns the counts of a key, to add to.
   *
   * @param options - of a connection or a request with this key
   */
  at(key: string, options: ConnectionOptions): Counts {
    const known = this.origins.get(key)
    // Removed and added again: the first of the map is the one that was used longest ago.
    if (known !== undefined) this.origins.delete(key)
    else if (this.origins.size === MAX_STATS_ORIGINS) this.origins.delete(this.origins.keys().next().value!)
    const counts = known ?? new Counts(originName(this.agent, key, options))
    this.origins.set(key, counts)
    return counts
  }

  /** Returns the counts of a key, to read. */
  of(key: string): Counts {
    return this.origins.get(key) ?? NOTHING
  }

  keys(): Iterable<string> {
    return this.origins.keys()
  }
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
    stats[name] = {
      active: count(sockets, key),
      connecting: pending.get(key)?.count ?? 0,
      idle: count(freeSockets, key),
      queued: count(requests, key),
      created: past.created,
      reused: past.reused,
      queueWait: past.queueWait(),
    }
  }
  return stats
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
