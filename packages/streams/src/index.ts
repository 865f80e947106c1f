/**
 * `@layered-http/streams`: the messages of an HTTP/1 exchange as streams, for server and client alike.
 *
 * @packageDocumentation
 */
export type { HeadersInit, HeaderValue, IncomingHeaders, TrailersInit } from '@layered-http/headers'
export { IncomingMessage, type IncomingMessageConstructor } from './incoming/message.js'
export { OutgoingMessage, type OutgoingMessageConstructor } from './outgoing/message.js'
