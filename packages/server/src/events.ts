/** The events of a server, with the arguments of their listeners. What may live here: types. */
import type { Socket } from 'node:net'
import type { DropArgument } from 'node:net'
import type { Duplex } from 'node:stream'
import type { IncomingMessage as ReceivedMessage } from '@layered-http/streams'
import type { IncomingMessage } from './request.js'
import type { ServerResponse } from './response.js'

/** Called for every request. */
export type RequestListener<Request extends ReceivedMessage = IncomingMessage, Response extends ServerResponse = ServerResponse<Request>> = (req: Request, res: Response) => void

/** The error of `'clientError'`: bad input, a timeout, or an error of the socket. */
export interface ClientError extends Error {
  /** `HPE_…` for bad input, ERR_HTTP_REQUEST_TIMEOUT for a timeout, or the code of the socket's error. */
  code?: string
  /** Bad input only: the bytes of `rawPacket` before the error. */
  bytesParsed?: number
  /** Bad input only: llhttp's sentence about it. */
  reason?: string
  /** Bad input only: the bytes that were read from the socket; absent at the end of input. */
  rawPacket?: Uint8Array
}

/** The arguments of each event's listeners, by the event's name. */
export interface ServerEvents<Request extends ReceivedMessage = IncomingMessage, Response extends ServerResponse = ServerResponse<Request>> {
  /** A request's head was received. */
  request: [req: Request, res: Response]
  /** A request with `Expect: 100-continue`. Without a listener, 100 is sent and `'request'` follows. */
  checkContinue: [req: Request, res: Response]
  /** A request with another expectation. Without a listener, 417 is sent. */
  checkExpectation: [req: Request, res: Response]
  /** Bad input, a timeout or a lost connection. A listener must end the socket. */
  clientError: [error: ClientError, socket: Duplex]
  /** A request offers another protocol, and the server accepts it. `head` has the bytes that followed the request. */
  upgrade: [req: Request, socket: Duplex, head: Buffer]
  /** A CONNECT request. `head` has the bytes that followed it. */
  connect: [req: Request, socket: Duplex, head: Buffer]
  /** A request over `maxRequestsPerSocket`, which gets 503. */
  dropRequest: [req: Request, socket: Duplex]
  /** A socket had no data for the time of `setTimeout`, or was idle for too long between requests. */
  timeout: [socket: Socket]
  connection: [socket: Socket]
  listening: []
  close: []
  error: [error: Error]
  /** A connection over `maxConnections` was refused. */
  drop: [data?: DropArgument]
}
