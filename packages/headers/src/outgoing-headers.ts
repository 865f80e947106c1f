/** The headers of a message to send: found in any case, kept in order and as they were spelt. */

/** The value of a header to send. An array is sent as one line for each item. */
export type HeaderValue = string | number | readonly string[]

/** One header. */
export interface HeaderEntry {
  /** As it was set. It is sent like this. */
  name: string
  value: HeaderValue
}

/** A header and its name in lower case, which users of the entry do not see. */
class KeyedEntry implements HeaderEntry {
  readonly #key: string

  constructor(
    public name: string,
    public value: HeaderValue,
    key: string,
  ) {
    this.#key = key
  }

  get key(): string {
    return this.#key
  }
}

/**
 * Headers that are looked up one by one. That takes less time and garbage than a Map, and most messages have fewer. With more of them a Map finds them, so that
 * the work for each header does not grow with their number.
 */
const MAX_LISTED = 16

/** Headers to send, in the order in which they were set. Names such as `__proto__` are names like any other. */
export class OutgoingHeaders {
  /** Up to {@link MAX_LISTED} headers. Empty once there is a Map. */
  private list: KeyedEntry[] = []
  /** All headers by lower-case name, once there are more. */
  private map: Map<string, KeyedEntry> | null = null
  /** The lists that `append` made. It changes these in place, and no list that was given to it. */
  private ownLists: Set<HeaderValue> | null = null

  /** Sets a header. One that is set already keeps its place and gets the new spelling. Neither name nor value is checked. */
  set(name: string, value: HeaderValue): void {
    const key = name.toLowerCase()
    const entry = this.find(key)
    if (entry === undefined) this.add(new KeyedEntry(name, value, key))
    else {
      entry.name = name
      entry.value = value
    }
  }

  private find(key: string): KeyedEntry | undefined {
    const { list, map } = this
    if (map !== null) return map.get(key)
    for (let i = 0; i < list.length; i++) if (list[i]!.key === key) return list[i]
    return undefined
  }

  private add(entry: KeyedEntry): void {
    const { list, map } = this
    if (map !== null) map.set(entry.key, entry)
    // An empty array that grows gets room for 17. Many messages have one header.
    else if (list.length === 0) this.list = [entry]
    else if (list.push(entry) > MAX_LISTED) {
      this.map = new Map(list.map((each) => [each.key, each]))
      this.list = []
    }
  }

  private get entries(): Iterable<KeyedEntry> {
    return this.map === null ? this.list : this.map.values()
  }

  /** Adds to the values of a header, which keeps its first spelling. Neither name nor value is checked. */
  append(name: string, value: string | readonly string[]): void {
    const entry = this.find(name.toLowerCase())
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
    return this.find(name.toLowerCase())?.value
  }

  /** True if the header is set. */
  has(name: string): boolean {
    return this.find(name.toLowerCase()) !== undefined
  }

  /** Removes the header. Returns true if it was set. */
  delete(name: string): boolean {
    const key = name.toLowerCase()
    if (this.map !== null) return this.map.delete(key)
    const entry = this.find(key)
    if (entry === undefined) return false
    // A new list: the string of a value may be made by user code that removes headers while the head is composed.
    this.list = this.list.filter((each) => each !== entry)
    return true
  }

  /** Returns the names in lower case. */
  keys(): string[] {
    return Array.from(this.entries, (entry) => entry.key)
  }

  /** Returns the names as they were set. */
  rawNames(): string[] {
    return Array.from(this.entries, (entry) => entry.name)
  }

  /** Returns the values by lower-case name, in an object without a prototype. */
  toObject(): Record<string, HeaderValue> {
    const object = Object.create(null) as Record<string, HeaderValue>
    for (const { key, value } of this.entries) object[key] = value
    return object
  }

  /** The entries in order. */
  [Symbol.iterator](): IterableIterator<HeaderEntry> {
    return this.map === null ? this.list.values() : this.map.values()
  }
}
