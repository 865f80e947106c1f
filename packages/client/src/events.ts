/**
 * The events of a request, for TypeScript users.
 * What may live here: the arguments of each event, and the methods of an emitter that are typed with them.
 */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { IncomingMessage, OutgoingMessage, ResponseHeaders } from '@layered-http/streams'
import type { ExchangeTimings } from './timings.js'

/** A 1xx response other than 101 (RFC 9110 section 15.2), as `'information'` has it. */
export interface InformationEvent {
  statusCode: number
  statusMessage: string
  /** For example `1.1`. */
  httpVersion: string
  httpVersionMajor: number
  httpVersionMinor: number
  headers: Record<string, string | string[] | undefined>
  /** Name, value, name, value … as received. */
  rawHeaders: string[]
}

/** A response, as the listeners of its request get it. */
export interface ClientResponse extends IncomingMessage {
  /** The headers by lower-case name, merged by the rules that Node documents for `message.headers`. Made on first use. */
  headers: ResponseHeaders
  /** The same object as that of the request, with `layered.timings`. */
  readonly timings?: ExchangeTimings | undefined
}

/** Events of a request with the arguments of their listeners. */
export interface ClientRequestEvents {
  /** `abort()` was called. Deprecated by Node. */
  abort: []
  /** The request is over: always the last event. */
  close: []
  /** The response to CONNECT arrived. `head` has the bytes that followed it. Without a listener the socket is destroyed. */
  connect: [response: ClientResponse, socket: Duplex, head: Buffer]
  /** A 100 (Continue) response arrived: the server waits for the body. */
  continue: []
  /** `write()` returned false, and the bytes are gone now. */
  drain: []
  /** The request failed. Emitted once at most, before `'close'`. */
  error: [error: Error & { code?: string }]
  /** The operating system has taken every byte of the request. */
  finish: []
  /** A 1xx response other than 101 arrived. */
  information: [information: InformationEvent]
  /** The response arrived. Without a listener its body is discarded. */
  response: [response: ClientResponse]
  /** The request got a socket. */
  socket: [socket: Socket]
  /** The socket was inactive for the time that was set. The request goes on: destroy it if it should not. */
  timeout: []
  /** A 101 response arrived. `head` has the bytes that followed it. Without a listener the socket is destroyed. */
  upgrade: [response: ClientResponse, socket: Duplex, head: Buffer]
}

/** A message whose methods of an EventEmitter are typed with {@link ClientRequestEvents}. Other events take any listener. */
export interface ClientRequestEmitter extends OutgoingMessage {
  addListener<Event extends keyof ClientRequestEvents>(event: Event, listener: (...args: ClientRequestEvents[Event]) => void): this
  addListener(event: string | symbol, listener: (...args: never[]) => void): this
  on<Event extends keyof ClientRequestEvents>(event: Event, listener: (...args: ClientRequestEvents[Event]) => void): this
  on(event: string | symbol, listener: (...args: never[]) => void): this
  once<Event extends keyof ClientRequestEvents>(event: Event, listener: (...args: ClientRequestEvents[Event]) => void): this
  once(event: string | symbol, listener: (...args: never[]) => void): this
  prependListener<Event extends keyof ClientRequestEvents>(event: Event, listener: (...args: ClientRequestEvents[Event]) => void): this
  prependListener(event: string | symbol, listener: (...args: never[]) => void): this
  prependOnceListener<Event extends keyof ClientRequestEvents>(event: Event, listener: (...args: ClientRequestEvents[Event]) => void): this
  prependOnceListener(event: string | symbol, listener: (...args: never[]) => void): this
  off<Event extends keyof ClientRequestEvents>(event: Event, listener: (...args: ClientRequestEvents[Event]) => void): this
  off(event: string | symbol, listener: (...args: never[]) => void): this
  removeListener<Event extends keyof ClientRequestEvents>(event: Event, listener: (...args: ClientRequestEvents[Event]) => void): this
  removeListener(event: string | symbol, listener: (...args: never[]) => void): this
}
