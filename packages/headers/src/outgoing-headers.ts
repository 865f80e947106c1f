/** The headers of a message to send: found in any case, kept in order and as they were spelt. */

/** The value of a header to send. An array is sent as one line for each item. */
export type HeaderValue = string | number | readonly string[]

/** One header. */
export interface HeaderEntry {
  /** As it was set. It is sent like this. */
  name: string
  value: HeaderValue
}

/** Headers to send, in the order in which they were set. Names such as `__proto__` are names like any other. */
export class OutgoingHeaders {
  private readonly entries = new Map<string, HeaderEntry>()
  /** The lists that `append` made. It changes these in place, and no list that was given to it. */
  private ownLists: Set<HeaderValue> | null = null

  /** Sets a header. One that is set already keeps its place and gets the new spelling. Neither name nor value is checked. */
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

  /** Adds to the values of a header, which keeps its first spelling. Neither name nor value is checked. */
  append(name: string, value: string | readonly string[]): void {
    const entry = this.entries.get(name.toLowerCase())
    if (entry === undefined) {
      this.set(name, value)
    } else {
      const list = this.ownList(entry)
      // As in Node, a value that is not an array, such as a number, is one value.
      if (!Array.isArray(value)) list.push(value as string)
      else for (const item of value as readonly string[]) list.push(item)
    }
  }

  /** Returns the entry's values as a list that may be changed. Each list is copied once, so that many additions take linear time. */
  private ownList(entry: HeaderEntry): string[] {
    const { value } = entry
    if (this.ownLists?.has(value)) return value as string[]
    const list = Array.isArray(value) ? (value as readonly string[]).slice() : [value as string]
    this.ownLists ??= new Set()
    this.ownLists.add(list)
    entry.value = list
    return list
  }

  /** Returns the value as it was set, or undefined. */
  get(name: string): HeaderValue | undefined {
    return this.entries.get(name.toLowerCase())?.value
  }

  /** True if the header is set. */
  has(name: string): boolean {
    return this.entries.has(name.toLowerCase())
  }

  /** Removes the header. Returns true if it was set. */
  delete(name: string): boolean {
    return this.entries.delete(name.toLowerCase())
  }

  /** Returns the names in lower case. */
  keys(): string[] {
    return [...this.entries.keys()]
  }

  /** Returns the names as they were set. */
  rawNames(): string[] {
    return Array.from(this.entries.values(), (entry) => entry.name)
  }

  /** Returns the values by lower-case name, in an object without a prototype. */
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
