/**
 * The names of heads that were received before. A program sends the same names in the same order with most of its messages. So the lower-case names
 * of a head need not be made: the names of an earlier head are compared with the text. (A new string has to be interned before it is a key of an object,
 * which took half of the time of `mergedHeaders`.)
 *
 * What may live here: the lists of names and their limits. The views of a head are in incoming-headers.ts.
 */

/** The names of a head, in its order. */
export interface NameList {
  /** As received. */
  readonly received: readonly string[]
  /** In lower case. */
  readonly keys: readonly string[]
  /** True if each value is stored as it is: no name occurs twice, is `set-cookie`, or is that of a member of Object.prototype. */
  readonly isPlain: boolean
}

/** Lists that are kept, a power of two. A browser or a library has a few; a public server sees some dozens of them. */
const SLOTS = 128
/** Fields of a list. Heads of programs have at most some thirty. */
const MAX_FIELDS = 64
/** Characters of all names of a list. With {@link SLOTS} it bounds what is kept to some 500 KB. A usual name has some 20. */
const MAX_CHARACTERS = 2_048

const lists = new Array<NameList | undefined>(SLOTS).fill(undefined)
/** By slot, the hash of the last head that had no list there. Only the second of two such heads is kept, because most heads with unusual names come once. */
const missed = new Int32Array(SLOTS)

/** Returns the names of a head that is like an earlier one, or undefined. */
export function seenNames(text: string, spans: readonly number[]): NameList | undefined {
  // Lengths and first letters: programs that differ in the case of their names have different lists.
  let hash = spans.length
  for (let i = 0; i < spans.length; i += 4) hash = (Math.imul(hash, 31) + spans[i + 1]! - spans[i]! + (text.charCodeAt(spans[i]!) << 8)) | 0
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1)
  const list = lists[slot]
  if (list !== undefined && areNamesOf(list, text, spans)) return list
  if (missed[slot] === hash) lists[slot] = listOf(text, spans) ?? list
  missed[slot] = hash
  return undefined
}

function areNamesOf({ received }: NameList, text: string, spans: readonly number[]): boolean {
  if (received.length * 4 !== spans.length) return false
  // `startsWith` and comparing letters take twice as long.
  for (let i = 0, k = 0; i < spans.length; i += 4, k++) if (text.slice(spans[i], spans[i + 1]) !== received[k]) return false
  return true
}

/** Returns undefined for a head that is too large. */
function listOf(text: string, spans: readonly number[]): NameList | undefined {
  if (spans.length > 4 * MAX_FIELDS) return undefined
  const received: string[] = []
  const keys: string[] = []
  let characters = 0
  for (let i = 0; i < spans.length; i += 4) {
    const name = interned(text.slice(spans[i], spans[i + 1]))
    received.push(name)
    keys.push(interned(name.toLowerCase()))
    characters += name.length
  }
  if (characters > MAX_CHARACTERS) return undefined
  return { received, keys, isPlain: new Set(keys).size === keys.length && !keys.some((key) => key === 'set-cookie' || key in Object.prototype) }
}

/** Returns the string that the engine has for a property of this name. It keeps nothing of the head in memory. */
function interned(name: string): string {
  // An object without a prototype is a hash table: V8 makes no hidden class for the name.
  const holder = Object.create(null) as Record<string, unknown>
  holder[name] = 0
  return Object.keys(holder)[0]!
}
