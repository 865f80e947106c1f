/** WaitingQueue: requests that wait for a socket. Their order is in the lists of `agent.requests`; the rest is kept on each request. */
import { AsyncResource } from 'node:async_hooks'
import { clock } from '../clock.js'
import type { ConnectionOptions } from '../options.js'
import type { PooledRequest } from '../pooled-request.js'
import { take } from './lists.js'
import type { PoolLists } from './owner.js'

/** Kept on a waiting request. */
export interface Waiting {
  readonly options: ConnectionOptions
  /** The async context of `request()`: a socket becomes free in another. */
  readonly context: AsyncResource
  /** A smaller number has waited longer, across keys. */
  readonly turn: number
  /** When it began to wait, milliseconds of the clock; 0 if no option depends on it. */
  readonly since: number
  /** It cannot take a used socket: it met a stale one before, or shares its connection with no other request. */
  readonly needsFresh: boolean
  timer: NodeJS.Timeout | undefined
}

/** The turn of a request that waited before: it comes first. */
const FIRST_TURN = -1

const kWaiting = Symbol('waiting')

type WaitingRequest = PooledRequest & { [kWaiting]?: Waiting | undefined }

/** Returns the data of a waiting request. */
export function waitingOf(request: PooledRequest): Waiting | undefined {
  return (request as WaitingRequest)[kWaiting]
}

let turns = 0

export class WaitingQueue {
  /**
   * @param timeout - milliseconds after which a request leaves the queue; 0 for never
   * @param onTimeout - called for such a request
   */
  constructor(
    private readonly owner: Pick<PoolLists, 'requests'>,
    private readonly timeout: number,
    private readonly onTimeout: (request: PooledRequest, key: string, waiting: Waiting) => void,
  ) {}

  get isEmpty(): boolean {
    return Object.keys(this.owner.requests).length === 0
  }

  /** Requests that wait and were not destroyed. */
  get size(): number {
    let size = 0
    for (const list of Object.values(this.owner.requests)) for (const { destroyed } of list) if (!destroyed) size++
    return size
  }

  /** Adds a request at the end of its queue. */
  add(request: PooledRequest, key: string, { options, since, needsFresh }: Pick<Waiting, 'options' | 'since' | 'needsFresh'>): void {
    this.listOf(key).push(request)
    this.start(request, key, { options, context: new AsyncResource('QueuedRequest'), turn: turns++, since, needsFresh, timer: undefined })
  }

  /** Adds a request that waited before at the front of its queue. It needs a fresh socket. */
  addFirst(request: PooledRequest, key: string, { options, since }: Pick<Waiting, 'options' | 'since'>): void {
    this.listOf(key).unshift(request)
    this.start(request, key, { options, context: new AsyncResource('QueuedRequest'), turn: FIRST_TURN, since, needsFresh: true, timer: undefined })
  }

  /** True if `max` requests wait for `key`. Those that were destroyed leave the queue first. */
  isFull(key: string, max: number): boolean {
    const list = this.owner.requests[key]
    if (list === undefined || list.length < max) return max === 0
    // Only a full queue is searched.
    for (const request of list.filter(({ destroyed }) => destroyed)) this.drop(request, key)
    return list.length >= max
  }

  /** Takes all requests out of the queue. Those that were destroyed get `onSocket(null)`, `end` is called for the others. */
  clear(end: (request: PooledRequest) => void): void {
    for (const [key, list] of Object.entries(this.owner.requests)) {
      for (const request of [...list]) {
        if (request.destroyed) {
          this.drop(request, key)
        } else {
          this.remove(request, key)
          end(request)
        }
      }
    }
  }

  /** Takes out a request that was destroyed, before its turn comes. Does nothing for one that does not wait here. */
  leave(request: PooledRequest): void {
    if (waitingOf(request) === undefined) return
    // A request does not know its key: this is rare, and a field would be in every waiting request.
    for (const [key, list] of Object.entries(this.owner.requests)) if (list.includes(request)) this.drop(request, key)
  }

  private drop(request: PooledRequest, key: string): void {
    take(this.owner.requests, key, request)
    dismiss(request)
  }

  /** Returns the first request for `key` that was not destroyed. The destroyed ones before it leave the queue. */
  first(key: string): PooledRequest | undefined {
    const list = this.owner.requests[key]
    if (list === undefined) return undefined
    for (let request = list[0]; request !== undefined; request = list[0]) {
      if (!request.destroyed) return request
      list.shift()
      dismiss(request)
    }
    delete this.owner.requests[key]
    return undefined
  }

  /** Returns the request that has waited longest among those that have a place. */
  longest(places: { isFree(key: string): boolean }): { request: PooledRequest; key: string } | undefined {
    let longest: { request: PooledRequest; key: string } | undefined
    let first = Infinity
    for (const key of Object.keys(this.owner.requests)) {
      const request = this.first(key)
      if (request === undefined || !places.isFree(key)) continue
      const { turn } = waitingOf(request)!
      if (turn < first) {
        first = turn
        longest = { request, key }
      }
    }
    return longest
  }

  /** Removes a request, which gets its socket now. */
  remove(request: PooledRequest, key: string): Waiting {
    take(this.owner.requests, key, request)
    return stopWaiting(request)!
  }

  private listOf(key: string): PooledRequest[] {
    return (this.owner.requests[key] ??= [])
  }

  private start(request: PooledRequest, key: string, waiting: Waiting): void {
    ;(request as WaitingRequest)[kWaiting] = waiting
    if (this.timeout === 0) return
    waiting.timer = clock.setTimeout(() => {
      this.onTimeout(request, key, this.remove(request, key))
    }, this.timeout)
  }
}

/** Ends the wait of a request that was destroyed. Node's own requests emit 'close' only after this call. */
function dismiss(request: PooledRequest): void {
  stopWaiting(request)
  request.onSocket(null)
}

function stopWaiting(request: PooledRequest): Waiting | undefined {
  const waiting = waitingOf(request)
  ;(request as WaitingRequest)[kWaiting] = undefined
  clock.clearTimeout(waiting?.timer)
  return waiting
}
