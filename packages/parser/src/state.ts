/**
 * The state of the parse under way, as numbers in WebAssembly memory: written by the recorder, which is WebAssembly and
 * called by llhttp, and read and written by the JavaScript around it.
 * What may live here: the layout of that state and the numbers in it. Both sides are compiled from this file (the recorder
 * is AssemblyScript), so it holds constant enums only.
 *
 * Three kinds of positions: an address in WebAssembly memory, a chunk position (address + TO_CHUNK), and a text position
 * (address + TO_TEXT), which is what spans on the tape are.
 */

/** Where things are in memory. */
export const enum Address {
  /** The state: below 1024, where llhttp's build has neither data nor stack nor heap. */
  STATE = 64,
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
  /** What to make of the next final head, a `HeadVerdict`, or {@link Mark.ASK}. */
  VERDICT,

  // The input
  /** Chunk offset of address 0: add it to an address. */
  TO_CHUNK,
  /** Address of the start of the input. */
  INPUT_START,
  /** Address of its end. */
  INPUT_END,

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
  /** Address behind the last number. */
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
  /** Text position behind the last span. */
  TEXT_END,

  // The refusal
  /** See {@link Refused}. */
  REFUSAL,
  /** Chunk position of what is refused, or {@link Mark.NOT_SAID}. */
  REFUSED_AT,

  COUNT,
}

export const enum Mark {
  /** No byte of the text is in this chunk yet. */
  NO_TEXT = -1,
  /** Where llhttp stands. */
  NOT_SAID = -2,
  /** JavaScript knows the verdict. */
  ASK = -3,
  /** Stands for no limit: more than any head or tape takes. */
  NO_LIMIT = 0x3fffffff,
}

/** What a parser is reading. */
export const enum Section {
  BETWEEN,
  HEAD,
  BODY,
  TRAILERS,
  /** Nothing: what comes is another protocol's. */
  UPGRADED,
  /** Nothing: the input was bad. */
  FAILED,
  /** Nothing: the parser was freed. */
  FREED,
}

/** Which span the last callback was about; a second callback for the same span is its continuation. */
export const enum Part {
  NONE,
  LINE,
  NAME,
  VALUE,
}

/** What is known of the message under way. A sum. */
export const enum Fact {
  /** A field must be looked at when the head is complete. */
  INSPECT = 1,
  /** It has a Transfer-Encoding. */
  CODED = 2,
  /** Its Connection has the option `close`, though llhttp did not see it. */
  CLOSES = 4,
  /** The input ended with the CR of the status line; the next must start with LF. */
  NEEDS_LF = 8,
  /** Another protocol follows it. */
  UPGRADES = 16,
  /** The last field is Connection or Proxy-Connection. */
  IN_CONNECTION = 32,
  /** The last field is Transfer-Encoding. */
  IN_CODING = 64,
  /** And has no value so far. */
  NO_CODING = 128,
  /** Its Connection has the option `keep-alive`, though llhttp did not see it. */
  KEEPS_ALIVE = 256,
  /** Its Connection has the option `upgrade`, though llhttp did not see it. */
  OFFERS_UPGRADE = 512,
}

/** What the recorder refuses though llhttp does not; each is off where the caller asked for leniency of its kind. */
export const enum Guard {
  /** CR without LF at the end of a status line. */
  STATUS_LINE = 1,
  /** LF without CR at the end of a request line. */
  REQUEST_LINE = 2,
  /** `chunked` followed by HTAB. */
  CODING = 4,
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
}

/** Where the reading of a chunk-size line is. */
export const enum SizeLine {
  BEFORE,
  DIGITS,
  EXTENSIONS,
  /** In a quoted value. */
  QUOTED,
  /** In one, behind a backslash. */
  ESCAPED,
  AFTER,
}

/** What llhttp must hear to stop. */
export const enum Answer {
  GO_ON = 0,
  /** HPE_USER. */
  STOP = 24,
}

// Numbers of llhttp that stand in hot code; `constants.ts` has the public names.

export const enum LlhttpType {
  REQUEST = 1,
  RESPONSE = 2,
}

export const enum Verdict {
  PROCEED = 0,
  NO_BODY = 1,
  NO_BODY_AND_UPGRADE = 2,
}

/** Where the parts of llhttp's struct are that the recorder writes. The binary is pinned by its sha256. */
export const enum Struct {
  /** 8 bits. */
  UPGRADE = 48,
  /** 16 bits, a sum of {@link StructFlag}. */
  FLAGS = 50,
}

/** llhttp's `F_…`. */
export const enum StructFlag {
  CONNECTION_KEEP_ALIVE = 1,
  CONNECTION_CLOSE = 2,
  CONNECTION_UPGRADE = 4,
  /** There is an Upgrade. */
  UPGRADE = 16,
}

export const enum Method {
  DELETE = 0,
  GET = 1,
  HEAD = 2,
  POST = 3,
  PUT = 4,
  /** The one that is followed by another protocol and never by a body. */
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
  SLASH = 0x2f,
  ZERO = 0x30,
  COLON = 0x3a,
  SEMICOLON = 0x3b,
  EQUALS = 0x3d,
  BACKSLASH = 0x5c,
}

export const enum Bit {
  /** What tells an ASCII capital from its small letter. */
  SMALL = 0x20,
}

/** Bytes. */
export const enum Bytes {
  /** Of a number on the tape. */
  NUMBER = 4,
  /** Before the input, where the last two bytes of the input before it stand, and behind it, where 0 stands. Keeps what follows aligned. */
  AROUND_INPUT = 8,
}
