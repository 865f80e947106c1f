/**
 * The options beyond Node that a request shares with its agent. Read if one of the two has any, or the channel of exchanges has a subscriber.
 * What may live here: how the two are put together.
 */
import { exchangeOver } from '../channels.js'
import { readLayered, type LayeredRequestOptions } from '../options.js'
import type { RequestState } from '../request-state.js'
import { limitsOf } from '../timeouts.js'
import { Watch, watchOf } from './watch.js'

/** The options of an agent, which may be one of another library. */
export interface SharedExtras {
  readonly staleRetry?: unknown
  readonly timings?: unknown
  readonly timeouts?: unknown
}

/**
 * Applies the options to the first exchange of a request. Returns true if it may be sent again when its socket was stale.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
 */
export function applyExtras(state: RequestState, layered: LayeredRequestOptions | undefined, shared: SharedExtras | undefined): boolean {
  const own = readLayered(layered)
  if (watchOf(state.request) === undefined) {
    const limits = limitsOf(own.timeouts, shared?.timeouts)
    if (limits !== null || (own.timings ?? shared?.timings) === true || exchangeOver.hasSubscribers) new Watch(state, limits)
  }
  return Boolean(own.staleRetry ?? shared?.staleRetry)
}
