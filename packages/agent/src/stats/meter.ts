/** Counts of the past by origin, for `stats()`. Sockets are always counted, waits only with the option `layered.stats`. */
import { MAX_STATS_ORIGINS, STATS_WINDOW } from '../limits.js'
import type { ConnectionOptions } from '../options.js'
import type { Named } from '../pool/owner.js'
import type { SocketCounts } from '../pool/socket-record.js'
import { originName } from './origin-name.js'

/** Times in the queue of one origin. */
export interface QueueWait {
  /** Requests that had to wait, until they got a socket or reached `queueTimeout`. */
  count: number
  /** Milliseconds. */
  mean: number
  /** Milliseconds. */
  max: number
  /** Milliseconds: 99 % of the last requests waited no longer. */
  p99: number
}

const NO_WAITS = new Float64Array(0)

/** Counts of one origin. */
export class Counts implements SocketCounts {
  created = 0
  closed = 0
  errors = 0
  timeouts = 0
  idleTimeouts = 0
  requests = 0
  reused = 0
  retried = 0
  refused = 0
  expired = 0
  waits = 0
  /** Milliseconds. */
  totalWait = 0
  /** Milliseconds. */
  longestWait = 0
  /** The last waits, milliseconds. Without the option there are none. */
  lastWaits = NO_WAITS

  constructor(
    /** The {@link originName}. */
    readonly name: string,
  ) {}

  addWait(milliseconds: number): void {
    if (this.waits === 0) this.lastWaits = new Float64Array(STATS_WINDOW)
    this.lastWaits[this.waits % STATS_WINDOW] = milliseconds
    this.waits++
    this.totalWait += milliseconds
    this.longestWait = Math.max(this.longestWait, milliseconds)
  }

  queueWait(): QueueWait {
    return queueWaitOf([this])
  }
}

/** Returns the waits of several origins together. */
export function queueWaitOf(origins: readonly Counts[]): QueueWait {
  let count = 0
  let total = 0
  let max = 0
  const kept: number[] = []
  for (const origin of origins) {
    count += origin.waits
    total += origin.totalWait
    max = Math.max(max, origin.longestWait)
    kept.push(...origin.lastWaits.subarray(0, Math.min(origin.waits, STATS_WINDOW)))
  }
  if (count === 0) return { count: 0, mean: 0, max: 0, p99: 0 }
  kept.sort((a, b) => a - b)
  return { count, mean: total / count, max, p99: kept[Math.ceil(kept.length * 0.99) - 1]! }
}

/** The counts of an origin that was not used. */
export const NOTHING: Counts = new Counts('')

/** Counts by key. */
export class Meter {
  private readonly origins = new Map<string, Counts>()
  /** The origin that was used last, and its counts: the last of the map. */
  private latest: string | undefined
  private latestCounts = NOTHING

  constructor(private readonly agent: Named) {}

  /**
   * Returns the counts of a key, to add to.
   *
   * @param options - of a connection or a request with this key
   */
  at(key: string, options: ConnectionOptions): Counts {
    // V8 makes a new table for a Map whose only entry is removed, and most programs use few origins.
    if (key === this.latest) return this.latestCounts
    const known = this.origins.get(key)
    // Removed and added again: the first of the map is the one that was used longest ago.
    if (known !== undefined) this.origins.delete(key)
    else if (this.origins.size === MAX_STATS_ORIGINS) this.origins.delete(this.origins.keys().next().value!)
    const counts = known ?? new Counts(originName(this.agent, key, options))
    this.origins.set(key, counts)
    this.latest = key
    this.latestCounts = counts
    return counts
  }

  /** Returns the counts of a key, to read. */
  of(key: string): Counts {
    return this.origins.get(key) ?? NOTHING
  }

  keys(): Iterable<string> {
    return this.origins.keys()
  }

  /** Returns the counts of all origins. */
  all(): Counts[] {
    return [...this.origins.values()]
  }
}
