/**
 * `@layered-http/streams`: the messages of an HTTP/1 exchange as streams, for server and client alike.
 *
 * @packageDocumentation
 */
export type { HeadersInit, HeaderValue, IncomingHeaders, MessageHeaders, RequestHeaders, ResponseHeaders, TrailersInit } from '@layered-http/headers'
export { IncomingMessage, type IncomingMessageConstructor, type IncomingMessageEvents } from './incoming/message.js'
export { OutgoingMessage, type OutgoingMessageConstructor, type OutgoingMessageEvents, type OutgoingMessageOptions } from './outgoing/message.js'
export type { WriteCallback } from './outgoing/state.js'
