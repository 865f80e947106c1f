/** What `_http_outgoing` exports beside its class: keys of options, and the function that reads one of them. */
import { OutgoingMessage } from '../classes.js'

/** Key under which a message shows its own high water mark, bytes. */
export const kHighWaterMark = Symbol('kHighWaterMark')
export const kUniqueHeaders = Symbol('kUniqueHeaders')

/** Returns the lower-case names of `uniqueHeaders`, or null without any. */
export function parseUniqueHeadersOption(headers: readonly string[] | null | undefined): Set<string> | null {
  return Array.isArray(headers) ? new Set(headers.map((name: string) => name.toLowerCase())) : null
}

/** Never constructed: its member is put on the prototype of messages. */
export class HighWaterMarkMember extends OutgoingMessage {
  /** Bytes that the message buffers before `write` returns false. */
  get [kHighWaterMark](): number {
    return this.writableHighWaterMark
  }
}
