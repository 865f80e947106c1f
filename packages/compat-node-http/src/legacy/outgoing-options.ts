/** What `_http_outgoing` has beside its class: keys of options, and how one of them is read. */

/** Key under which a message shows its own high water mark, bytes. */
export const kHighWaterMark = Symbol('kHighWaterMark')
export const kUniqueHeaders = Symbol('kUniqueHeaders')

/** Lower-case names of `uniqueHeaders`, or null without any. */
export function parseUniqueHeadersOption(headers: readonly string[] | null | undefined): Set<string> | null {
  return Array.isArray(headers) ? new Set(headers.map((name: string) => name.toLowerCase())) : null
}
