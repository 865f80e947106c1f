/**
 * The state of the current parse, as numbers in WebAssembly memory. The recorder, which llhttp calls, and the JavaScript around it read and
 * write it.
 * What may live here: the layout of that state and the numbers in it. Both sides are compiled from this file (the recorder is
 * AssemblyScript), so it holds constant enums only.
 *
 * Three kinds of positions: an address in WebAssembly memory, a chunk position (address + TO_CHUNK), and a text position
 * (address + TO_TEXT), which is what spans on the tape are.
 */

/** Addresses in WebAssembly memory. */
export const enum Address {
  /** The state. Below 1024, where llhttp's build has no data, stack or heap. */
  STATE = 64,
  /** llhttp's callbacks: the recorder. */
  SETTINGS = 1024,
  /** The first byte after llhttp's data and stack. From here on memory is this package's. */
  HEAP = 76_992,
}

/** The words of the state, 32 bits each, in the order of the class in `recorder/state.ts`. */
export const enum Word {
  // The parser's setup
  TYPE,
  /** A sum of {@link Guard}. */
  GUARDS,
  MAX_HEADER_SIZE,
  /** Bytes of tape between the first field of a record and the last that it may have. */
  MAX_FIELD_BYTES,
  MAX_CHUNK_EXTENSIONS_SIZE,
  /** The `HeadVerdict` on the next final head, or {@link Mark.ASK}. */
  VERDICT,

  // The input
  /** Chunk offset of address 0: add it to an address. */
  TO_CHUNK,
  /** Address of the start of the input. */
  INPUT_START,
  /** Address of its end. */
  INPUT_END,
  /** Chunk position before which no byte belongs to a head without text that is being read: the end of the last text, piece of a body, or status line. Negative if that head began in an earlier chunk. */
  PASSED,

  // The message
  /** See {@link Section}. */
  SECTION,
  /** See {@link Part}. */
  PART,
  /** A sum of {@link Fact}. */
  FACTS,
  /** 0 or 1. */
  KEEP_ALIVE,
  /** Bytes of line, names and values so far. */
  HEADER_BYTES,
  /** Address from which the bytes up to the next body data are a chunk-size line. */
  SIZE_LINE_START,
  /** See {@link SizeLine}. */
  SIZE_LINE,
  EXTENSION_BYTES,

  // The tape
  /** Address after the last number. */
  END,
  /** Address of the open HEAD or TRAILERS record. */
  RECORD,
  /** Address of the last field that it may have. */
  LAST_FIELD,

  // The open record's text
  /** Chunk position where this chunk's part of it starts, or {@link Mark.NO_TEXT}. */
  TEXT_START,
  /** Its length before that. */
  CARRIED_LENGTH,
  /** Text offset of address 0, once there is text in this chunk. */
  TO_TEXT,
  /** Text position after the last span. */
  TEXT_END,

  // The refusal
  /** See {@link Refused}. */
  REFUSAL,
  /** Chunk position of the refused byte, or {@link Mark.LLHTTP_POSITION}. */
  REFUSED_AT,

  COUNT,
}

export const enum Mark {
  /** No byte of the text is in this chunk yet. */
  NO_TEXT = -1,
  /** The position where llhttp stopped. */
  LLHTTP_POSITION = -2,
  /** Call `nextVerdict` for it. */
  ASK = -3,
  /** In place of no limit: more than any head or tape has. */
  NO_LIMIT = 0x3fffffff,
}

/** What a parser is reading. */
export const enum Section {
  BETWEEN,
  HEAD,
  BODY,
  TRAILERS,
  /** Nothing: later bytes belong to another protocol. */
  UPGRADED,
  /** Nothing: the input was bad. */
  FAILED,
  /** Nothing: the input has ended. */
  ENDED,
  /** Nothing: the parser was freed. */
  FREED,
}

/** The kind of the last callback's span. A second callback of the same kind continues the span. */
export const enum Part {
  NONE,
  LINE,
  NAME,
  VALUE,
}

/** Facts about the current message. A sum. */
export const enum Fact {
  /** `inspectFields` must run when the head is complete. */
  INSPECT = 1,
  /** It has a Transfer-Encoding. */
  CODED = 2,
  /** Its Connection has the option `close`, which llhttp overlooked. */
  CLOSES = 4,
  /** The input ended with the CR of the status line; the next must start with LF. */
  NEEDS_LF = 8,
  /** Another protocol follows it. */
  UPGRADES = 16,
  /** The last field is Connection or Proxy-Connection. */
  IN_CONNECTION = 32,
  /** The last field is Transfer-Encoding. */
  IN_CODING = 64,
  /** The last field is Transfer-Encoding and has no value so far. */
  NO_CODING = 128,
  /** Its Connection has the option `keep-alive`, which llhttp overlooked. */
  KEEPS_ALIVE = 256,
  /** Its Connection has the option `upgrade`, which llhttp overlooked. */
  OFFERS_UPGRADE = 512,
  /** The input ended with the SP after the target; the next must not start with another. */
  AFTER_TARGET = 1024,
}

/** What the recorder refuses and llhttp accepts. The first three are off when the caller asked for leniency of their kind; the last is on only by request. */
export const enum Guard {
  /** CR without LF at the end of a status line. */
  STATUS_LINE = 1,
  /** LF without CR at the end of a request line. */
  REQUEST_LINE = 2,
  /** `chunked` followed by HTAB. */
  CODING = 4,
  /** Everything in a request head that RFC 9112 tells a server to refuse. */
  STRICT = 8,
}

/** Why the recorder stopped the parse: an index of `REFUSALS` in `errors.ts`. */
export const enum Refused {
  NOT,
  HEADER_OVERFLOW,
  CHUNK_EXTENSIONS_OVERFLOW,
  EXPECTED_LF,
  EMPTY_TRANSFER_ENCODING,
  INVALID_TRANSFER_ENCODING,
  LF_IN_REQUEST_LINE,
  NAME_OVERFLOW,
  TOO_MANY_FIELDS,
  SPACE_IN_REQUEST_LINE,
  UNSUPPORTED_VERSION,
  CODING_IN_HTTP_1_0,
  LAST_CODING_NOT_CHUNKED,
  MISSING_HOST,
  SEVERAL_HOSTS,
  INVALID_HOST,
  INVALID_TARGET,
}

/** The position in a chunk-size line. */
export const enum SizeLine {
  BEFORE,
  DIGITS,
  EXTENSIONS,
  /** In a quoted value. */
  QUOTED,
  /** In a quoted value, after a backslash. */
  ESCAPED,
  AFTER,
}

/** The result of a callback: llhttp goes on or stops. */
export const enum Outcome {
  CONTINUE = 0,
  /** HPE_USER. */
  STOP = 24,
}

// Numbers of llhttp for hot code; `constants.ts` has the public names.

export const enum LlhttpType {
  REQUEST = 1,
  RESPONSE = 2,
}

export const enum Verdict {
  PROCEED = 0,
  NO_BODY = 1,
  NO_BODY_AND_UPGRADE = 2,
}

/** llhttp's struct: offsets that this package writes to, and its size, in bytes. The binary is pinned by its sha256. */
export const enum Struct {
  /** 64 bits: what is left of a Content-Length. */
  CONTENT_LENGTH = 32,
  /** 8 bits. */
  TYPE = 40,
  /** 8 bits. */
  UPGRADE = 48,
  /** 16 bits, a sum of {@link StructFlag}. */
  FLAGS = 50,
  /** 32 bits: the address of the callbacks. */
  SETTINGS = 56,
  SIZE = 64,
}

/** llhttp's `F_…`. */
export const enum StructFlag {
  CONNECTION_KEEP_ALIVE = 1,
  CONNECTION_CLOSE = 2,
  CONNECTION_UPGRADE = 4,
  /** The last transfer coding is chunked. */
  CHUNKED = 8,
  /** The message has an Upgrade field. */
  UPGRADE = 16,
  /** The message has a Content-Length. */
  CONTENT_LENGTH = 32,
  /** The message has a Transfer-Encoding. */
  TRANSFER_ENCODING = 512,
}

export const enum Method {
  DELETE = 0,
  GET = 1,
  HEAD = 2,
  POST = 3,
  PUT = 4,
  /** Never has a body; another protocol follows. */
  CONNECT = 5,
  OPTIONS = 6,
  PATCH = 28,
}

export const enum Char {
  TAB = 0x09,
  LF = 0x0a,
  CR = 0x0d,
  SPACE = 0x20,
  QUOTE = 0x22,
  HASH = 0x23,
  DASH = 0x2d,
  DOT = 0x2e,
  SLASH = 0x2f,
  ZERO = 0x30,
  COLON = 0x3a,
  SEMICOLON = 0x3b,
  EQUALS = 0x3d,
  H = 0x48,
  I = 0x49,
  R = 0x52,
  BACKSLASH = 0x5c,
}

export const enum Bit {
  /** The difference between an ASCII capital and its small letter. */
  SMALL = 0x20,
}

/** Sizes in bytes. */
export const enum Bytes {
  /** Of a number on the tape. */
  NUMBER = 4,
  /** Room before the input, for the last two bytes of the previous input, and after it, for a 0. A multiple of 8 keeps the rest aligned. */
  AROUND_INPUT = 8,
}
