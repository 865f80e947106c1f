/**
 * `@layered-http/parser`: HTTP/1 bytes to events, by llhttp in WebAssembly.
 *
 * @packageDocumentation
 */
export { HeadVerdict, Lenient, MessageType } from './constants.js'
export { parserDefaults } from './defaults.js'
export { ParseError } from './errors.js'
export { lenientFlags, type LenientFlag } from './leniency.js'
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
export { DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE, DEFAULT_MAX_HEADER_SIZE, DEFAULT_MAX_HEADERS_COUNT } from './limits.js'
export { init } from './llhttp.js'
export { methodName, methodNames } from './methods.js'
export { Parser, type ParserOptions } from './parser.js'
export { BODY_SIZE, COMPLETE_SIZE, Field, HEAD_SIZE, HeadFlag, Kind, lineOf, spansOf, SPAN_SIZE, Tape, textOf, TRAILERS_SIZE, UPGRADE_SIZE } from './tape.js'
export { TapeReader } from './tape-reader.js'
export { LLHTTP_VERSION } from './wasm/binary.generated.js'
