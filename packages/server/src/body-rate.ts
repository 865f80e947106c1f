/**
 * BodyRate: how fast the body of one request arrives, beside the rate that the server asks for (`layered.minBodyRate`).
 *
 * What may live here: the rule. Its deadline is one of those of `timeouts.ts`.
 */
import { MIN_BODY_RATE_GRACE } from './limits.js'

export class BodyRate {
  private bytes = 0

  /**
   * @param startedAt - when the body could begin, in whole milliseconds
   * @param bytesPerSecond - more than 0
   */
  constructor(
    public startedAt: number,
    private readonly bytesPerSecond: number,
  ) {}

  /** A piece of the body was received. */
  received(bytes: number): void {
    this.bytes += bytes
  }

  /** Milliseconds after {@link BodyRate.startedAt} at which the body is too slow if nothing more arrives. */
  get allowance(): number {
    return MIN_BODY_RATE_GRACE + (this.bytes * 1000) / this.bytesPerSecond
  }

  isTooSlow(now: number): boolean {
    return now >= this.startedAt + this.allowance
  }

  /** The server has not read, or has not asked for the body: that time does not count, and the grace begins again. */
  restart(now: number): void {
    this.startedAt = now
    this.bytes = 0
  }
}
