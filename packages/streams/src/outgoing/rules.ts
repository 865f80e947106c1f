/**
 * OutgoingRules: what a server or a client has decided once for all messages it writes. A message points at the rules of
 * its connection, so that rules which nobody changed cost it nothing.
 */

/** How messages are written. Shared by many messages, so never changed. */
export interface OutgoingRules {
  /** Lower-case names whose array values are sent as one line, joined with `; `. */
  readonly uniqueHeaders: ReadonlySet<string> | null
  /** Header and trailer values may hold every character but NUL, CR, LF and those above U+00FF. */
  readonly lenientValues: boolean
  /** A body that may not be sent is an error of whoever writes it; otherwise it is dropped without a word. */
  readonly rejectsForbiddenBody: boolean
}

/** Node's defaults. */
export const DEFAULT_RULES: OutgoingRules = Object.freeze({ uniqueHeaders: null, lenientValues: false, rejectsForbiddenBody: false })

/** Names for {@link OutgoingRules.uniqueHeaders}, null for none; what is no array is ignored, as Node does. */
export function uniqueHeaderNames(names: unknown): ReadonlySet<string> | null {
  if (!Array.isArray(names) || names.length === 0) return null
  const headers = names as readonly string[]
  const unique = new Set<string>()
  // The message of the TypeError for what is no string is Node's, names of variables included.
  for (let i = 0; i < headers.length; i++) unique.add(headers[i]!.toLowerCase())
  return unique
}
