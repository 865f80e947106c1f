/** Choices: decisions that are read off an input, so that a change of one character changes one decision. */

/** Reads an input from its start. At its end every decision is the first one, so that each prefix of an input is one, too. */
export class Choices {
  private at = 0

  constructor(private readonly input: string) {}

  /** True if nothing is left. */
  get isEmpty(): boolean {
    return this.at >= this.input.length
  }

  byte(): number {
    return this.isEmpty ? 0 : this.input.charCodeAt(this.at++) & 0xff
  }

  /** Returns a number in [0, limit). */
  below(limit: number): number {
    return this.byte() % limit
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!
  }

  /** True for an odd character: a letter of a seed can say both. */
  flag(): boolean {
    return this.below(2) === 1
  }

  /** Returns up to 31 characters, whose number comes first. */
  text(): string {
    const length = this.below(32)
    const text = this.input.slice(this.at, this.at + length)
    this.at += length
    return text
  }

  /** Returns everything that is left. */
  rest(): string {
    const rest = this.input.slice(this.at)
    this.at = this.input.length
    return rest
  }
}
