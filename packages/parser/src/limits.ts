/** Every limit of the parser, with its unit, default and source. */


/** Bytes of target or reason, field names and field values in one head. A head that reaches it fails. Source: Node's `http.maxHeaderSize`. */
export const DEFAULT_MAX_HEADER_SIZE = 16 * 1024

/** What holds where no option says otherwise, for the whole process: whoever reads a command line sets it before the first connection. */
export const parserDefaults = {
  /** Bytes of a head. */
  maxHeaderSize: DEFAULT_MAX_HEADER_SIZE,
  /** Whether every leniency of llhttp is on where neither `insecureHTTPParser` nor `httpValidation` is given. */
  insecureHTTPParser: false,
}

/** Fields in one head, and in one trailer section. Source: Node's live behaviour with `maxHeadersCount: null`. */
export const DEFAULT_MAX_HEADERS_COUNT = 1000

/** Bytes of extensions in one chunk of a chunked body, separators included. Source: Node's limit since 20. */
export const DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE = 16 * 1024

/** Bytes fed to llhttp at a time. Source: libuv reads sockets in pieces of at most 64 KiB, so that one socket read is one call. */
export const INPUT_BUFFER_SIZE = 64 * 1024

/** Bytes of white space before a value that stay in a head's text. More is cut out: no limit counts it, and a head in pieces would keep it all. */
export const MAX_KEPT_WHITE_SPACE = 64

/** Numbers in a fresh tape: a head of 100 fields with room to spare. It grows when a chunk holds more. */
export const INITIAL_TAPE_CAPACITY = 1024

/** Tapes kept for reuse. More than one is in use only while a handler feeds another connection synchronously. */
export const MAX_IDLE_TAPES = 8

/** Numbers in the largest tape kept for reuse, 256 KiB: more than any head under the default limits needs. */
export const MAX_IDLE_TAPE_CAPACITY = 64 * 1024

/** Idle llhttp instances kept for reuse, each about 100 bytes of WebAssembly memory. */
export const MAX_IDLE_INSTANCES = 64
