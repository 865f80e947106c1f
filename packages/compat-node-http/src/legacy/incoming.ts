/** The undocumented members of received messages. */
import { IncomingMessage } from '@layered-http/streams'
import { LegacyIncoming } from '@layered-http/streams/legacy'
import { lend } from './lend.js'

/** Makes the names available on every received message. */
export function lendIncoming(): void {
  lend(IncomingMessage.prototype, LegacyIncoming.prototype)
}
