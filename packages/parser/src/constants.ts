/**
 * Names for the numbers of llhttp: message types, error codes, leniency.
 * What may live here: numbers that llhttp's C API fixes, and their names. No code.
 */

/** The kind of messages that a parser reads. The numbers are llhttp's (`HTTP_REQUEST`, `HTTP_RESPONSE`) and Node's `HTTPParser.REQUEST`. */
export const MessageType = { REQUEST: 1, RESPONSE: 2 } as const
export type MessageType = (typeof MessageType)[keyof typeof MessageType]

/** The error numbers of llhttp that this package uses. */
export const Errno = {
  OK: 0,
  INVALID_HEADER_TOKEN: 10,
  PAUSED: 21,
  PAUSED_UPGRADE: 22,
  PAUSED_H2_UPGRADE: 23,
  USER: 24,
} as const

/** The kinds of input after a head, as `on_headers_complete` tells them to llhttp. */
export const HeadVerdict = {
  /** Read the body that the head announces. */
  PROCEED: 0,
  /** No body follows, whatever the head says: the response to a HEAD request. */
  NO_BODY: 1,
  /** No body, and the bytes that follow belong to another protocol: the response to CONNECT. */
  NO_BODY_AND_UPGRADE: 2,
} as const
export type HeadVerdict = (typeof HeadVerdict)[keyof typeof HeadVerdict]

/**
 * What llhttp can accept though it is not HTTP/1.1. Each makes request smuggling possible when another implementation on the way reads
 * the same bytes differently; none is on by default. The numbers are Node's `HTTPParser.kLenient…`.
 */
export const Lenient = {
  /**
   * Any byte but CR and LF in values other than that of Content-Length; values folded over lines; a space before the first field of a head; CR alone after an empty
   * value. Spaces between the name of Connection, Proxy-Connection, Content-Length, Transfer-Encoding or Upgrade and the colon; the name keeps them.
   */
  HEADERS: 1,
  /**
   * Content-Length and Transfer-Encoding in one message: then Content-Length does not count. Also a last coding of a request other than chunked, with which the body goes
   * on until the end of input.
   */
  CHUNKED_LENGTH: 2,
  /** Messages after one that closes the connection. */
  KEEP_ALIVE: 4,
  /** A last coding other than chunked: the body goes on until the end of input. Also `chunked` several times. */
  TRANSFER_ENCODING: 8,
  /** Any version of the form digit dot digit. */
  VERSION: 16,
  /** Bytes after a message that closes the connection are ignored; with `KEEP_ALIVE` they are messages. */
  DATA_AFTER_CLOSE: 32,
  /** CR without LF after it: at the end of a start line, of the empty line after fields, and of the line with a chunk's size. Not after a field. */
  OPTIONAL_LF_AFTER_CR: 64,
  /** No CRLF after a chunk's data, or CR alone. */
  OPTIONAL_CRLF_AFTER_CHUNK: 128,
  /**
   * LF without CR before it. After the version of a request line, and after a chunk's size without extensions, llhttp takes it for CR and then wants LF: there LF LF ends the
   * line, and LF alone only together with `OPTIONAL_LF_AFTER_CR`.
   */
  OPTIONAL_CR_BEFORE_LF: 256,
  /** Spaces and tabs after a chunk's size. */
  SPACES_AFTER_CHUNK_SIZE: 512,
  /** All of these: Node's `insecureHTTPParser: true`. */
  ALL: 1023,
} as const
