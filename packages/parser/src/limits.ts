/** Every limit of the parser, with its unit, default and source. */

/** Bytes of target or reason, field names and field values in one head. A head that reaches it fails. Source: Node's `http.maxHeaderSize`. */
export const DEFAULT_MAX_HEADER_SIZE = 16 * 1024

/** Bytes fed to llhttp at a time. Source: libuv reads sockets in pieces of at most 64 KiB, so that one socket read is one call. */
export const INPUT_BUFFER_SIZE = 64 * 1024

/** Numbers in a fresh tape: a head of 100 fields with room to spare. It grows when a chunk holds more. */
export const INITIAL_TAPE_CAPACITY = 1024

/** Tapes kept for reuse. More than one is in use only while a handler feeds another connection synchronously. */
export const MAX_IDLE_TAPES = 8

/** Idle llhttp instances kept for reuse, each about 100 bytes of WebAssembly memory. */
export const MAX_IDLE_INSTANCES = 64
