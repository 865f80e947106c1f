/** The undocumented members of requests and responses being written. */
import { OutgoingMessage } from '@layered-http/streams'
import { LegacyOutgoing } from '@layered-http/streams/legacy'
import { lend } from './lend.js'
import { kHighWaterMark } from './outgoing-options.js'

class LegacyKeys extends OutgoingMessage {
  /** Bytes that the message buffers before `write` returns false. */
  get [kHighWaterMark](): number {
    return this.writableHighWaterMark
  }
}

/** Makes the names available on every message. */
export function lendOutgoing(): void {
  lend(OutgoingMessage.prototype, LegacyOutgoing.prototype)
  lend(OutgoingMessage.prototype, LegacyKeys.prototype)
}
