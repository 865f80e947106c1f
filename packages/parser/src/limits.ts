/** Every limit of the parser, with its unit, default and source. Only numbers: the recorder is compiled with this file too. */

/** Bytes of target or reason, field names and field values in one head. A head that reaches it fails. Source: Node's `http.maxHeaderSize`. */
export const DEFAULT_MAX_HEADER_SIZE = 16 * 1024

/** Fields in one head, and in one trailer section. Source: Node's live behaviour with `maxHeadersCount: null`. */
export const DEFAULT_MAX_HEADERS_COUNT = 1000

/** Bytes of names and values of extensions in one chunk of a chunked body, quotes included, `;` and `=` not. Source: Node's live behaviour. */
export const DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE = 16 * 1024

/** Bytes fed to llhttp at a time. Source: libuv reads sockets in pieces of at most 64 KiB, so that one socket read is one call. */
export const INPUT_BUFFER_SIZE = 64 * 1024

/** Bytes of white space before a value that stay in a head's text. More is cut out: no limit counts it, and a head in pieces would keep it all. */
export const MAX_KEPT_WHITE_SPACE = 64

/**
 * Most numbers that a byte of input puts on the tape, rounded up. An HTTP/0.9 request of 7 bytes (`GET /` and two line ends,
 * LF alone where that is allowed) has 12, a field of 3 bytes (`a:` and LF) has 4, a chunk of one byte has 3.
 */
export const MAX_NUMBERS_PER_BYTE = 2

/** Numbers on the tape at which it is emptied between two pieces of a chunk that is larger than the input buffer. */
export const FULL_TAPE = 4096

/** Numbers for which the tape has room: those that it may hold before an input, those of the input, and the few of an open record's beginning. */
export const TAPE_CAPACITY = FULL_TAPE + INPUT_BUFFER_SIZE * MAX_NUMBERS_PER_BYTE + 64

/** Idle llhttp structs kept for reuse, each about 100 bytes of WebAssembly memory. */
export const MAX_IDLE_STRUCTS = 64

/** Bytes of a body from which on it is worth to pass over them, instead of copying them for llhttp to pass over. */
export const MIN_PASSED_BODY = 2048
