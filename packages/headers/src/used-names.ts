/**
 * The names of headers that the program has set before, with their lower-case form. A program sets the same few names again and again: they need not be checked and made lower-case
 * each time. What may live here: that table and its limits.
 */
import { copyOf } from '@layered-http/shared'

/** Names that are kept. A program that passes on what it receives may set any number of names: the first ones stay, and no memory is needed for the others. */
const MAX_NAMES = 256
/** Characters of a name that is kept. */
const MAX_LENGTH = 64

const keys = new Map<string, string>()

/** Returns the lower-case form of a name that was checked before, or undefined. */
export function usedKey(name: string): string | undefined {
  return keys.get(name)
}

/** Keeps a name that was found to be valid. */
export function rememberName(name: string): void {
  if (keys.size >= MAX_NAMES || name.length > MAX_LENGTH) return
  // A copy: the name may be a part of a large string, which it would keep in memory.
  keys.set(copyOf(name), copyOf(name.toLowerCase()))
}

/** Returns `name` in lower case. */
export function lowerCaseKey(name: string): string {
  return keys.get(name) ?? name.toLowerCase()
}
