/** IncomingMessage of a server: a received message that is known to be a request. What may live here: its types. At run time it is the class of `@layered-http/streams`. */
import type { Duplex } from 'node:stream'
import { IncomingMessage as ReceivedMessage, type RequestHeaders } from '@layered-http/streams'
import type { ServerTimings } from './timings.js'

/** A request, as a server receives it: its head, and a `stream.Readable` of its body. */
export interface IncomingMessage extends ReceivedMessage {
  /** The headers by lower-case name, merged by the rules that Node documents for `message.headers`. Made on first use. */
  headers: RequestHeaders
  /** When the steps of the exchange happened. With the option `layered.timings`, and while the channel `layered-http.server.exchange` has subscribers; undefined otherwise. */
  timings?: ServerTimings
}

/** The class of requests. */
export interface RequestConstructor {
  new (socket: Duplex): IncomingMessage
  readonly prototype: IncomingMessage
}

/** The class of `@layered-http/streams`, with the types of requests. */
export const IncomingMessage = ReceivedMessage as RequestConstructor
