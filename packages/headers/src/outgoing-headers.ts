/** The headers of a message being written: case-insensitive, in order, with the case they were given. */

/** What a header may be set to. Arrays are sent as one line an item. */
export type HeaderValue = string | number | readonly string[]

/** One header. */
export interface HeaderEntry {
  /** As it was set; this goes on the wire. */
  name: string
  value: HeaderValue
}

/** Names by their lower-case form, in the order of insertion; hostile names such as `__proto__` are names like any other. */
export class OutgoingHeaders {
  private readonly entries = new Map<string, HeaderEntry>()
  /** The lists that `append` made: it may add to these, and only to these, in place. */
  private ownLists: Set<HeaderValue> | null = null

  /** Replaces the header, keeping its place; the new case wins. Neither name nor value is checked. */
  set(name: string, value: HeaderValue): void {
    const key = name.toLowerCase()
    const entry = this.entries.get(key)
    if (entry === undefined) {
      this.entries.set(key, { name, value })
    } else {
      entry.name = name
      entry.value = value
    }
  }

  /** Adds to the header's values; the first case stays. */
  append(name: string, value: string | readonly string[]): void {
    const entry = this.entries.get(name.toLowerCase())
    if (entry === undefined) {
      this.set(name, value)
    } else {
      const list = this.ownList(entry)
      if (typeof value === 'string') list.push(value)
      else for (const item of value) list.push(item)
    }
  }

  /** The entry's values as a list to add to: one of our own, so that thousands of additions do not copy thousands of lists. */
  private ownList(entry: HeaderEntry): string[] {
    const { value } = entry
    if (this.ownLists?.has(value)) return value as string[]
    const list = Array.isArray(value) ? (value as readonly string[]).slice() : [value as string]
    this.ownLists ??= new Set()
    this.ownLists.add(list)
    entry.value = list
    return list
  }

  /** The value as it was set. */
  get(name: string): HeaderValue | undefined {
    return this.entries.get(name.toLowerCase())?.value
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase())
  }

  delete(name: string): boolean {
    return this.entries.delete(name.toLowerCase())
  }

  /** Lower-case names. */
  keys(): string[] {
    return [...this.entries.keys()]
  }

  /** Names as they were set. */
  rawNames(): string[] {
    return Array.from(this.entries.values(), (entry) => entry.name)
  }

  /** Lower-case names to values, without a prototype. */
  toObject(): Record<string, HeaderValue> {
    const object = Object.create(null) as Record<string, HeaderValue>
    for (const [key, entry] of this.entries) object[key] = entry.value
    return object
  }

  /** The entries in order. */
  [Symbol.iterator](): IterableIterator<HeaderEntry> {
    return this.entries.values()
  }
}
