/**
 * An open loop: requests arrive at constant distances, whether or not earlier ones are answered. A latency begins when its request was due. If
 * it began when the request was sent, the time that a request waits for a busy server would be hidden ("coordinated omission").
 */
export class Arrivals {
  #distance
  /** The number of requests. */
  total

  /** @param rate - requests a second */
  constructor(rate, seconds) {
    this.#distance = 1000 / rate
    this.total = Math.floor(rate * seconds)
  }

  /** Returns the milliseconds after the beginning at which a request is due. The first has index 0 and is due at once. */
  dueAt(index) {
    return index * this.#distance
  }

  /** Returns how many requests are due `elapsed` milliseconds after the beginning. */
  dueBy(elapsed) {
    return Math.min(this.total, Math.floor(elapsed / this.#distance) + 1)
  }
}
