/** Requests that wait for a socket: what is known of them, beside the lists in `agent.requests`. */
import { AsyncResource } from 'node:async_hooks'
import { clock } from './clock.js'
import type { ConnectionOptions } from './options.js'
import type { PooledRequest } from './pooled-request.js'

/** How a request came to wait. */
export interface Waiting {
  readonly options: ConnectionOptions
  /** The async context of `request()`: whoever frees a socket later is in another. */
  readonly context: AsyncResource
  /** Grows from request to request: who waits longest, across origins. Below all others for one that comes back. */
  readonly turn: number
  /** Milliseconds of the clock; 0 where it is not needed. */
  readonly since: number
  /** A used socket would not do: the request met a stale one before, or shares with no other. */
  readonly needsFresh: boolean
  timer: NodeJS.Timeout | undefined
}

const kWaiting = Symbol('waiting request')

type WaitingRequest = PooledRequest & { [kWaiting]?: Waiting | undefined }

let turns = 0

/** Notes that `request` waits from now on. */
export function startWaiting(request: PooledRequest, options: ConnectionOptions, since: number, { comesBack, needsFresh }: { comesBack: boolean; needsFresh: boolean }): Waiting {
  const waiting: Waiting = { options, context: new AsyncResource('QueuedRequest'), turn: comesBack ? -1 : turns++, since, needsFresh, timer: undefined }
  ;(request as WaitingRequest)[kWaiting] = waiting
  return waiting
}

/** The note of a request that waits. */
export function waitingOf(request: PooledRequest): Waiting | undefined {
  return (request as WaitingRequest)[kWaiting]
}

/** Takes the note away, and answers it. */
export function stopWaiting(request: PooledRequest): Waiting | undefined {
  const waiting = waitingOf(request)
  ;(request as WaitingRequest)[kWaiting] = undefined
  clock.clearTimeout(waiting?.timer)
  return waiting
}
