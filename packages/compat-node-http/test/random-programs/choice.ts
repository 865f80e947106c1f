/** Choices of a generator, all from one row of random numbers. */
import type { Random } from '@layered-http/test-kit'

export class Choice {
  constructor(private readonly random: Random) {}

  chance(probability: number): boolean {
    return this.random(10_000) < probability * 10_000
  }

  /** A number from `least` to `most`. */
  number(least: number, most: number): number {
    return least + this.random(most - least + 1)
  }

  pick<T>(list: readonly T[]): T {
    return list[this.random(list.length)]!
  }

  /** Each of the list with even chances. */
  some<T>(list: readonly T[]): T[] {
    return list.filter(() => this.chance(0.5))
  }

  /** A key, as often as its number says. */
  weighted<K extends string | number>(weights: Record<K, number>): K {
    const entries = Object.entries(weights) as [K, number][]
    let at = this.random(entries.reduce((sum, [, weight]) => sum + weight, 0))
    for (const [key, weight] of entries) {
      at -= weight
      if (at < 0) return key
    }
    return entries[0]![0]
  }
}
