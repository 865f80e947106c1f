/**
 * `@layered-http/parser/tape`: the layer below the events, for code that carries connections. A `MessageReader` calls a handler for each part
 * of a message; `Parser` gives the tape itself.
 *
 * @packageDocumentation
 */
export { HeadVerdict, Lenient, MessageType } from './constants.js'
export { ParseError, type Overflow } from './errors.js'
export { lenientFlags, type LenientFlag } from './leniency.js'
export { DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE, DEFAULT_MAX_HEADER_SIZE, DEFAULT_MAX_HEADERS_COUNT } from './limits.js'
export { MessageReader, type MessageHandler } from './message-reader.js'
export { methodName, methodNames } from './methods.js'
export { requireWebAssembly } from './wasm/module.js'
export { ParsedHead, type ParsedFields } from './parsed-head.js'
export { Parser } from './parser.js'
export type { ParserOptions } from './parser-options.js'
export {
  BODY_SIZE,
  COMPLETE_SIZE,
  HEAD_SIZE,
  HeadFlag,
  HeadOffset,
  Kind,
  lineOf,
  SPAN_SIZE,
  spansOf,
  Tape,
  textOf,
  TRAILERS_SIZE,
  UPGRADE_SIZE,
} from './records.js'
