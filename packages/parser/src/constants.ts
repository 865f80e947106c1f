/**
 * Names for the numbers of llhttp: message types, error codes, leniency.
 * What may live here: numbers that llhttp's C API fixes, and their names. No behaviour.
 */

/** Which kind of message a parser reads. The numbers are llhttp's (`HTTP_REQUEST`, `HTTP_RESPONSE`) and Node's `HTTPParser.REQUEST`. */
export const MessageType = { REQUEST: 1, RESPONSE: 2 } as const
export type MessageType = (typeof MessageType)[keyof typeof MessageType]

/** The error numbers of llhttp that this package looks at by name. */
export const Errno = {
  OK: 0,
  PAUSED: 21,
  PAUSED_UPGRADE: 22,
  PAUSED_H2_UPGRADE: 23,
  USER: 24,
} as const

/** What `on_headers_complete` may answer to llhttp. */
export const HeadVerdict = {
  /** Read the body that the head announces. */
  PROCEED: 0,
  /** No body follows, whatever the head says: the response to a HEAD request. */
  NO_BODY: 1,
  /** No body, and the bytes that follow belong to another protocol: the response to CONNECT. */
  NO_BODY_AND_UPGRADE: 2,
} as const
export type HeadVerdict = (typeof HeadVerdict)[keyof typeof HeadVerdict]
