/**
 * What a parse needs of its parser: how it is set up, and where it stopped at the end of the last chunk.
 * What may live here: that interface. It is a leaf, so that the recorder and WebAssembly need not know the class `Parser`.
 */
import type { HeadVerdict, MessageType } from './constants.js'

/** The state of one parser. `Parser` has these fields; those that are not its own are marked @internal there. */
export interface ParseState {
  // The setup
  readonly type: MessageType
  readonly lenient: number
  /** A sum of `Guard`. */
  readonly guards: number
  readonly maxHeaderSize: number
  readonly maxHeadersCount: number
  readonly maxChunkExtensionsSize: number
  readonly headVerdict: HeadVerdict
  readonly headVerdicts: HeadVerdict[] | null

  // The message that the last chunk ended in
  /** Address of the llhttp struct that it owns, 0 while it owns none. */
  pointer: number
  /** A `Section`. */
  section: number
  /** A `Part`. */
  part: number
  /** A sum of `Fact`. */
  facts: number
  keepAlive: boolean
  /** Bytes of line, names and values so far. */
  headerBytes: number
  /** A `SizeLine`. */
  sizeLine: number
  /** Bytes of the extensions of the chunk under way. */
  extensionBytes: number
  /** The last bytes of input, if no part of the head was recorded: a status line without reason may end there, or the spaces before a target begin. */
  lastBytes: string
  /** The text of the open record so far. */
  carriedText: string
  /** The open record so far: the first `carriedEnd` numbers count. */
  carriedRecord: Int32Array<ArrayBuffer> | null
  carriedEnd: number
}
