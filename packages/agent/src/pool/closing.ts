/**
 * Closing: an agent whose `close()` was called. It takes no more requests, and is closed when the last socket is.
 * What may live here: the counts, the grace period, and the promises that wait. The pool knows its sockets and its queue.
 */
import { MAX_TIMER_DELAY } from '@layered-http/shared'
import { clock } from '../clock.js'

/** Options of `agent.close()`. */
export interface AgentCloseOptions {
  /** Milliseconds after which what is left is ended by force. 0: at once. More than 2 ** 31 - 1 (25 days) counts as that. Default Infinity: never. */
  graceMs?: number | undefined
}

/** The names in {@link AgentCloseOptions}. */
export const CLOSE_OPTIONS = ['graceMs'] as const satisfies readonly (keyof AgentCloseOptions)[]

/** How the requests ended that an agent had when its `close()` was called first. */
export interface AgentCloseResult {
  /** Requests that ended by themselves: with their response, or with an error that is not of the agent. */
  completed: number
  /** Requests that were ended by force, when the grace period was over or by `destroy()`. */
  forced: number
  /** Requests whose socket another protocol has taken. Such a socket is not the agent's any more. */
  upgraded: number
}

export class Closing {
  forced = 0
  upgraded = 0
  private readonly waiting: ((result: AgentCloseResult) => void)[] = []
  private timer: NodeJS.Timeout | undefined
  private endsAt = Infinity

  /** @param accepted - requests that have a socket or wait for one */
  constructor(
    private readonly accepted: number,
    private readonly force: () => void,
  ) {}

  /** Calls `resolve` when the agent is closed. The shortest grace period counts. */
  wait(graceMs: number, resolve: (result: AgentCloseResult) => void): void {
    this.waiting.push(resolve)
    const endsAt = clock.now() + graceMs
    if (endsAt >= this.endsAt) return
    clock.clearTimeout(this.timer)
    this.endsAt = endsAt
    if (graceMs === 0) this.force()
    else this.timer = clock.setTimeout(this.force, Math.min(graceMs, MAX_TIMER_DELAY))
  }

  /** The last socket is closed, and no request waits. */
  conclude(): void {
    clock.clearTimeout(this.timer)
    const { accepted, forced, upgraded } = this
    for (const resolve of this.waiting.splice(0)) resolve({ completed: Math.max(0, accepted - forced - upgraded), forced, upgraded })
  }
}
