/** Coverage: which inputs are worth keeping. Reads the counters that `scripts/instrument.mjs` puts into the sources. */

/** More places than the sources have. */
const MAX_PLACES = 1 << 16

/** Features that are remembered at most: a target must not make a new one of every input. */
const MAX_FEATURES = 20_000

/** Counters by place. The instrumented sources find them under this name; without instrumentation all stay 0. */
const counters = ((globalThis as { fuzzCounters?: Uint8Array }).fuzzCounters ??= new Uint8Array(MAX_PLACES))
const words = new Uint32Array(counters.buffer)

/** Returns a bit for a number of passes: two numbers with the same bit count as the same behaviour. */
function bucketOf(passes: number): number {
  if (passes <= 3) return 1 << (passes - 1)
  if (passes < 8) return 8
  if (passes < 16) return 16
  if (passes < 32) return 32
  return passes < 128 ? 64 : 128
}

export class Coverage {
  private readonly seen = new Uint8Array(MAX_PLACES)
  private readonly features = new Set<string>()
  /** Places that were reached at least once. */
  places = 0

  /** Forgets the counts of the last input. */
  begin(): void {
    counters.fill(0)
  }

  /** True if the input since {@link begin} reached a new place, a new number of passes, or a new feature. */
  isNew(features: readonly string[]): boolean {
    let isNew = false
    for (let word = 0; word < words.length; word++) {
      if (words[word] === 0) continue
      for (let place = word * 4; place < word * 4 + 4; place++) {
        const passes = counters[place]!
        if (passes === 0) continue
        const bucket = bucketOf(passes)
        const before = this.seen[place]!
        if ((before & bucket) !== 0) continue
        if (before === 0) this.places++
        this.seen[place] = before | bucket
        isNew = true
      }
    }
    for (const feature of features) {
      if (this.features.size >= MAX_FEATURES || this.features.has(feature)) continue
      this.features.add(feature)
      isNew = true
    }
    return isNew
  }
}
