/** Every limit of the parser, with its unit, default and source. Only numbers: the recorder is compiled with this file too. */

/** Bytes of target or reason, field names and field values in one head. A head that reaches it is an error. Source: Node's `http.maxHeaderSize`. */
export const DEFAULT_MAX_HEADER_SIZE = 16 * 1024

/** Fields in one head, and in one trailer section. Source: Node's live behaviour with `maxHeadersCount: null`. */
export const DEFAULT_MAX_HEADERS_COUNT = 1000

/** Bytes of names and values of extensions in one chunk of a chunked body, quotes included, `;` and `=` not. Source: Node's live behaviour. */
export const DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE = 16 * 1024

/**
 * Bytes of a head, a trailer section or a line with a size that a parser with details keeps: this many for each byte that the limits above count, and
 * {@link RAW_BYTES_BESIDES}. Those limits do not count line ends and white space. A field of one letter without value has up to five bytes.
 */
export const RAW_BYTES_PER_COUNTED_BYTE = 8

/** See {@link RAW_BYTES_PER_COUNTED_BYTE}. Enough for the start line, and for white space that a person writes. */
export const RAW_BYTES_BESIDES = 64 * 1024

/** Characters of a field's name that an error shows. A name can be as long as a head, and errors go to logs. */
export const MAX_SHOWN_NAME = 100

/** Bytes given to llhttp at a time. Source: libuv reads at most 64 KiB from a socket, so that one socket read is one call. */
export const INPUT_BUFFER_SIZE = 64 * 1024

/** Bytes of white space before a value that stay in a head's text. More is cut out, because no limit counts it. */
export const MAX_KEPT_WHITE_SPACE = 64

/**
 * Most numbers that a byte of input puts on the tape, rounded up. An HTTP/0.9 request of 7 bytes (`GET /` and two LF, where LF alone is
 * allowed) has 12, a field of 3 bytes (`a:` and LF) has 4, a chunk of one byte has 3.
 */
export const MAX_NUMBERS_PER_BYTE = 2

/** A tape with more numbers is emptied before the next piece of a chunk that is larger than the input buffer. */
export const FULL_TAPE = 4096

/** Numbers that the tape has room for: those before an input, those of the input, and the start of an open record. */
export const TAPE_CAPACITY = FULL_TAPE + INPUT_BUFFER_SIZE * MAX_NUMBERS_PER_BYTE + 64

/** Fewer bytes of a body are copied for llhttp to read; more are skipped. Below this the copy costs less. */
export const MIN_PASSED_BODY = 2048
