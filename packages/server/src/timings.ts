/**
 * ServerTimings: when the steps of an exchange happened.
 * What may live here: the type, and the note of a sent head. connection-watch.ts notes the others; exchange.ts has what the channel of exchanges gets.
 */
import { instant } from '@layered-http/shared'

/**
 * When the steps of an exchange happened: `req.timings`, and `res.timings` of its response, are this one object. A server has it with the option `layered.timings`, and while the
 * channel `layered-http.server.exchange` has subscribers.
 *
 * Each value is in milliseconds, as `performance.now()` of `node:perf_hooks` gives them: they go forward only, whatever the clock of the system does, and are comparable within one thread.
 * `performance.timeOrigin + value` is the time of day. A step that has not happened is undefined. The steps that have happened are in the order of this list.
 */
export interface ServerTimings {
  /** The first byte of the request arrived. If the head arrived in one piece, this is `headReceived`. Otherwise it is rounded down to a millisecond. */
  readonly start: number
  /** The head of the request was received and parsed. */
  readonly headReceived: number
  /** The event of the request was about to be emitted: `'request'`, `'checkContinue'` or `'checkExpectation'`. Undefined if no handler gets the request. */
  readonly handlerStarted: number | undefined
  /**
   * The head of the response was given to the socket: interim responses do not count, and a response that waits behind another one has not sent its head. If the program has
   * written until the end of the turn only, that is when it leaves.
   */
  readonly headSent: number | undefined
  /** The operating system has taken the last byte of the response (`'finish'`). Undefined if the connection was lost before. */
  readonly finished: number | undefined
}

/** {@link ServerTimings}, while they are noted. All fields exist from the start: one shape for every exchange. */
export class Timings implements ServerTimings {
  handlerStarted: number | undefined = undefined
  headSent: number | undefined = undefined
  finished: number | undefined = undefined

  constructor(
    readonly start: number,
    readonly headReceived: number,
  ) {}
}

/** Notes that the head of `res` was given to its socket. A response that waits behind another one has no socket yet. */
export function noteHeadSent(res: object): void {
  const { timings, socket } = res as { timings?: unknown; socket: unknown }
  if (timings instanceof Timings && socket !== null) timings.headSent ??= instant()
}
