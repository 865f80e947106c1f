/**
 * WriteOptions: what a server or a client has decided once for all messages it writes. Messages share one object of a
 * connection, so that default options cost a message nothing.
 */
import type { WriteOptions as FieldOptions } from '@layered-http/headers'

/** How messages are written. Shared by many messages, so never changed. */
export interface WriteOptions extends FieldOptions {
  /** True if writing a body that must not be sent is an error; otherwise the body is dropped. */
  readonly rejectNonStandardBodyWrites: boolean
  /** Called with a message when its head leaves: for the socket, or for the queue of a message that has none yet. Left out if nothing needs to know. */
  readonly headLeft?: (message: object) => void
}

/** Node's defaults. */
export const DEFAULT_WRITE_OPTIONS: WriteOptions = Object.freeze({ uniqueHeaders: null, lenientValues: false, rejectNonStandardBodyWrites: false })

/** Names for `uniqueHeaders`, null for none. As in Node, a value that is not an array is ignored. */
export function uniqueHeaderNames(names: unknown): ReadonlySet<string> | null {
  if (!Array.isArray(names) || names.length === 0) return null
  const headers = names as readonly string[]
  const unique = new Set<string>()
  // An item that is not a string gives the same TypeError as in Node, the variable names in its message included.
  for (let i = 0; i < headers.length; i++) unique.add(headers[i]!.toLowerCase())
  return unique
}
