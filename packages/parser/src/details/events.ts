/**
 * The events of DetailedRequestParser and DetailedResponseParser: those of RequestParser and ResponseParser, and what proxies and tools need besides.
 * What may live here: their types.
 */
import type { BodyEvent, CompleteEvent, RequestHead, ResponseHead, TrailersEvent, UpgradeEvent } from '../event-parser.js'
import type { Framing } from '../framing.js'

/**
 * The bytes of an event. Together the events of a well-formed input have each of its bytes once, in order: each `start` is the `end` of the event before it.
 *
 * | event | its bytes |
 * | --- | --- |
 * | `head` | empty lines before the start line, which are not in `raw`; the head, with the empty line that ends it |
 * | `chunk` | the CRLF after the data of the chunk before it; the line with the size |
 * | `body` | data |
 * | `trailers` | the trailer fields, with the empty line after them |
 * | `complete` | the empty line after the last chunk, if there are no trailers; otherwise none |
 * | `upgrade` | everything that is not HTTP |
 *
 * Bytes that no event has: empty lines after the last message of a connection, and with the leniency `DATA_AFTER_CLOSE` what follows a message that closes it.
 */
export interface EventDetails {
  /** Position of the first byte, from 0 for the first byte of the connection. Exact up to 2^53. */
  start: number
  /** Position after the last byte. Equal to `start` for an event without bytes. */
  end: number
  /**
   * The bytes as they were received, without empty lines before a head: `raw.length` is `end - start` for all other events. A proxy that writes `raw` of each event
   * forwards messages as they came. A view of the chunk that was fed if they came in one, otherwise a copy: copy what you keep, if you write to chunks again.
   */
  raw: Uint8Array
}

/** What heads of requests and responses have besides. */
export interface HeadDetails extends EventDetails {
  /** How the end of the body is found: what the parser is about to do. */
  framing: Framing
}

/** The head of a request, with details. */
export interface DetailedRequestHead extends RequestHead, HeadDetails {}

/** The head of a response, with details. */
export interface DetailedResponseHead extends ResponseHead, HeadDetails {
  /** True for a 1xx after which another response to the same request follows: not for a 101 that ends HTTP on the connection. */
  interim: boolean
}

/** The start of a chunk of a chunked body, of the last one too. It comes before the `body` events with the chunk's data. */
export interface ChunkEvent extends EventDetails {
  type: 'chunk'
  /** Bytes of data in the chunk; 0 for the last one. Above 2^53 it is rounded. */
  size: number
  /** The text after the size as it was received, for example `;name=value`; `''` if there is none. One character for each byte. */
  extensions: string
}

/** A piece of the body, with details: `raw` is `data`. A piece belongs to one chunk of a chunked body. */
export interface DetailedBodyEvent extends BodyEvent, EventDetails {}

/** The trailer section, with details. */
export interface DetailedTrailersEvent extends TrailersEvent, EventDetails {}

/** The end of a message, with details. */
export interface DetailedCompleteEvent extends CompleteEvent, EventDetails {}

/** Bytes that are not HTTP, with details: `raw` is `rest`. If the upgrade is declined, they are read again, and events after that have the same positions. */
export interface DetailedUpgradeEvent extends UpgradeEvent, EventDetails {}

/** What all messages have after their head. */
export type DetailedPart = ChunkEvent | DetailedBodyEvent | DetailedTrailersEvent | DetailedCompleteEvent | DetailedUpgradeEvent

/** An event of a request, with details. */
export type DetailedRequestEvent = DetailedRequestHead | DetailedPart

/** An event of a response, with details. */
export type DetailedResponseEvent = DetailedResponseHead | DetailedPart
