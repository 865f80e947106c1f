/**
 * `@layered-http/parser`: HTTP/1 bytes to events, by llhttp in WebAssembly. The layer below the events is `@layered-http/parser/tape`.
 *
 * @packageDocumentation
 */
export { Lenient } from './constants.js'
export { ParseError, type Overflow } from './errors.js'
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
export type { DetailedEventParser } from './details/parser.js'
export { DetailedRequestParser, DetailedResponseParser } from './details/parsers.js'
export type {
  ChunkEvent,
  DetailedBodyEvent,
  DetailedCompleteEvent,
  DetailedPart,
  DetailedRequestEvent,
  DetailedRequestHead,
  DetailedResponseEvent,
  DetailedResponseHead,
  DetailedTrailersEvent,
  DetailedUpgradeEvent,
  EventDetails,
  HeadDetails,
} from './details/events.js'
export type { Framing } from './framing.js'
export type { LenientFlag } from './leniency.js'
export { DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE, DEFAULT_MAX_HEADER_SIZE, DEFAULT_MAX_HEADERS_COUNT } from './limits.js'
export { init } from './llhttp.js'
export { methodNames } from './methods.js'
export type { ParserOptions } from './parser-options.js'
export { type MessageWriter, RequestWriter, ResponseWriter, type WritableRequestHead, type WritableResponseHead } from './writer/writer.js'
export { LLHTTP_VERSION } from './wasm/binary.generated.js'
export type { WasmModule } from './wasm/exports.js'
export type { ResponseLike, URLLike, WasmSource } from './wasm/module.js'
