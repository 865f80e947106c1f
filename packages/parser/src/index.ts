/**
 * `@layered-http/parser`: HTTP/1 bytes to events, by llhttp in WebAssembly. The layer below the events is `@layered-http/parser/tape`.
 *
 * @packageDocumentation
 */
export { Lenient } from './constants.js'
export { ParseError } from './errors.js'
export {
  type EventParser,
  type Head,
  RequestParser,
  ResponseParser,
  type BodyEvent,
  type CompleteEvent,
  type HeaderField,
  type RequestEvent,
  type RequestHead,
  type ResponseEvent,
  type ResponseHead,
  type TrailersEvent,
  type UpgradeEvent,
} from './event-parser.js'
export type { LenientFlag } from './leniency.js'
export { DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE, DEFAULT_MAX_HEADER_SIZE, DEFAULT_MAX_HEADERS_COUNT } from './limits.js'
export { init } from './llhttp.js'
export { methodNames } from './methods.js'
export type { ParserOptions } from './parser-options.js'
export { LLHTTP_VERSION } from './wasm/binary.generated.js'

// To be removed when server, client and compat import these from `./tape`. New code does not use them.
export { HeadVerdict, MessageType } from './constants.js'
export { parserDefaults } from './defaults.js'
export { lenientFlags } from './leniency.js'
export { methodName } from './methods.js'
export { Parser } from './parser.js'
export { BODY_SIZE, COMPLETE_SIZE, HeadOffset as Field, HEAD_SIZE, HeadFlag, Kind, lineOf, spansOf, SPAN_SIZE, Tape, textOf, TRAILERS_SIZE, UPGRADE_SIZE } from './records.js'
export { TapeReader } from './tape-reader.js'
// End of what is to be removed.
