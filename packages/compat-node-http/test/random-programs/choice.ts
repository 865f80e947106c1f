/** Random choices of a generator, all from one sequence of numbers. */
import type { Random } from '@layered-http/test-kit'

export class Choice {
  constructor(private readonly random: Random) {}

  chance(probability: number): boolean {
    return this.random(10_000) < probability * 10_000
  }

  /** Returns a number from `least` to `most`. */
  number(least: number, most: number): number {
    return least + this.random(most - least + 1)
  }

  pick<T>(list: readonly T[]): T {
    return list[this.random(list.length)]!
  }

  /** Returns the items of a list, each with a chance of one half. */
  some<T>(list: readonly T[]): T[] {
    return list.filter(() => this.chance(0.5))
  }

  /** Returns a key, with a chance in proportion to its number. */
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
