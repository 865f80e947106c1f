/**
 * ServerResponse: the status line, the forms of `writeHead`, and interim responses. Everything else is OutgoingMessage.
 * What may live here: the public members and the class. Interim heads are in informational.ts, what is changed on a socket in socket-port.ts.
 */
import type { Duplex } from 'node:stream'
import { codedError, defineBrand, defineConstructor, describeName, inspect, invalidArgValue } from '@layered-http/shared'
import { hasInvalidValueChar, isBodilessStatus, STATUS_CODES, type HeadersInit } from '@layered-http/headers'
import { OutgoingMessage, type IncomingMessage as ReceivedMessage, type OutgoingMessageConstructor } from '@layered-http/streams'
import {
  attachSocket,
  buildHead,
  closeMessage,
  DEFAULT_WRITE_OPTIONS,
  eachHeader,
  forbidBody,
  hasConnection,
  hasHeaders,
  headersSent,
  initOutgoing,
  setKind,
  setWriteOptions,
  writeRaw,
  type WriteOptions,
} from '@layered-http/streams/port'
import { responseCreated } from './channels.js'
import type { IncomingMessage } from './request.js'
import { Continue, continueState, setContinueState } from './continue-state.js'
import { checkInformationalHeaders, earlyHintsHead, informationalHead, validateInformational, type EarlyHints } from './informational.js'
import { assignResponse, unassignResponse } from './socket-port.js'
import type { ServerTimings } from './timings.js'

const MIN_STATUS = 100
const MAX_STATUS = 999

/** Status lines with standard reasons, by status code; made when they are first needed. */
const statusLines: string[] = []

/** The response to a request. */
export interface ServerResponse<Request extends ReceivedMessage = IncomingMessage> extends OutgoingMessage {
  /** Default 200. */
  statusCode: number
  /** The reason phrase; while it is undefined, the standard one is sent. */
  statusMessage: string | undefined
  /** The request. */
  req: Request
  /** When the steps of the exchange happened. With the option `layered.timings`, and while the channel `layered-http.server.exchange` has subscribers; undefined otherwise. */
  timings?: ServerTimings
  /**
   * Fixes the head. It leaves with the first piece of the body, or at the end of this turn.
   *
   * @param reason - reason phrase, may be left out
   * @param headers - an object, a flat list of names and values, or a list of pairs; merged with headers set before
   * @throws ERR_HTTP_HEADERS_SENT on a second call, ERR_HTTP_INVALID_STATUS_CODE, ERR_INVALID_CHAR in the reason, ERR_INVALID_ARG_VALUE
   *   for a flat list of odd length, and as `setHeader`
   */
  writeHead(statusCode: number, reason?: string | HeadersInit, headers?: HeadersInit): this
  /**
   * Sends `100 Continue`, so that the client sends its body.
   *
   * @throws ERR_HTTP_HEADERS_SENT
   */
  writeContinue(callback?: () => void): void
  /**
   * Sends `102 Processing`.
   *
   * @throws ERR_HTTP_HEADERS_SENT
   */
  writeProcessing(callback?: () => void): void
  /**
   * Sends `103 Early Hints` with the links in `hints.link` and the other headers in `hints`. Sends nothing without a link.
   *
   * @throws ERR_HTTP_HEADERS_SENT, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  writeEarlyHints(hints: EarlyHints, callback?: () => void): void
  /**
   * Sends an interim response. Any number of them may precede the final one. An array as value is joined with commas.
   *
   * @returns as `write`
   * @throws ERR_HTTP_HEADERS_SENT, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE outside 100-199, ERR_HTTP_INVALID_STATUS_CODE for 101,
   *   ERR_INVALID_ARG_VALUE for a flat list of odd length, and as `setHeader`
   */
  writeInformation(statusCode: number, headers?: HeadersInit | null, callback?: () => void): boolean
  /**
   * Gives the response a socket by hand: what was written leaves through it. This is for responses that were made without a server.
   *
   * @throws ERR_HTTP_SOCKET_ASSIGNED if another response has the socket
   */
  assignSocket(socket: Duplex): void
  /** Takes the socket away again. */
  detachSocket(socket: Duplex): void
}

class ServerResponseMethods extends OutgoingMessage implements ServerResponse {
  declare statusCode: number
  declare statusMessage: string | undefined
  declare req: IncomingMessage

  override _implicitHeader(): void {
    // Through the public method: middleware replaces it to see every head before it is sent.
    this.writeHead(this.statusCode)
  }

  writeHead(statusCode: number, reason?: string | HeadersInit, headers?: HeadersInit): this {
    if (this.headersSent) throw headersSent('write')
    const status = statusCode | 0
    if (status < MIN_STATUS || status > MAX_STATUS) {
      throw codedError(RangeError, 'ERR_HTTP_INVALID_STATUS_CODE', `Invalid status code: ${describeName(statusCode)}`)
    }
    if (typeof reason === 'string') {
      this.statusMessage = reason
    } else {
      headers ??= reason
      this.statusMessage ||= STATUS_CODES[status] ?? 'unknown'
    }
    this.statusCode = status
    const line = statusLine(status, this.statusMessage)
    if (Array.isArray(headers) && headers.length % 2 !== 0 && !Array.isArray(headers[0])) throw invalidArgValue('headers', headers, 'is invalid', inspect(headers))
    if (headers !== undefined && headers !== null && hasHeaders(this)) {
      mergeHeaders(this, headers)
      headers = undefined
    }
    // It is not known whether the client will still send the body, so the next request could not be told from it.
    if (continueState(this) === Continue.AWAITED) this.shouldKeepAlive = false
    // RFC 9110 section 6.4.1: these never have a body.
    if (status === 204 || status === 304 || status < 200) forbidBody(this)
    buildHead(this, line, headers ?? undefined, isBodilessStatus(status))
    return this
  }

  writeContinue(callback?: () => void): void {
    this.writeInformation(100, undefined, callback)
    setContinueState(this, Continue.SENT)
  }

  writeProcessing(callback?: () => void): void {
    this.writeInformation(102, undefined, callback)
  }

  writeEarlyHints(hints: EarlyHints, callback?: () => void): void {
    if (this.headersSent) throw headersSent('write')
    const head = earlyHintsHead(this, hints)
    if (head !== '') writeInterim(this, head, callback)
  }

  writeInformation(statusCode: number, headers?: HeadersInit | null, callback?: () => void): boolean {
    if (this.headersSent) throw headersSent('write')
    validateInformational(statusCode)
    checkInformationalHeaders(headers)
    return writeInterim(this, informationalHead(this, statusCode, headers), callback)
  }

  override assignSocket(socket: Duplex): void {
    assignResponse(socket, this)
    this.socket = socket as typeof this.socket
    this.emit('socket', socket)
    attachSocket(this, socket)
  }

  detachSocket(socket: Duplex): void {
    unassignResponse(socket, this)
    this.socket = null
  }
}

/** Options of a response that is made by hand. The options of a server apply to its own responses. */
export interface ServerResponseOptions {
  /** Bytes buffered before `write` returns false. Default 65536. */
  highWaterMark?: number
  /** True if a body that must not be sent is an error. Default false: it is dropped. */
  rejectNonStandardBodyWrites?: boolean
}

/** The class of responses. A server makes one for each request. */
export interface ServerResponseConstructor {
  new <Request extends ReceivedMessage = IncomingMessage>(req: Request, options?: ServerResponseOptions): ServerResponse<Request>
  readonly prototype: ServerResponse
}

const REJECTING: WriteOptions = Object.freeze({ ...DEFAULT_WRITE_OPTIONS, rejectNonStandardBodyWrites: true })

/** True if a peer of this version reads chunks. As in Node, HTTP/2.0 counts as such a version, and so does one that a request made by hand leaves out. */
const readsChunks = (major: number | undefined, minor: number | undefined): boolean => !(major! < 1 || minor! < 1)

/**
 * Returns a new class of responses, with a prototype of its own: members that are added to it are not seen in other classes. Its `instanceof`
 * accepts the responses of every class that this function made, in any copy of this package.
 *
 * @param Parent - the class that it inherits from, made by `defineOutgoingMessage` of `@layered-http/streams/port`
 */
export function defineServerResponse(Parent: OutgoingMessageConstructor): ServerResponseConstructor {
  const constructor = defineConstructor<ServerResponseConstructor>(
    ServerResponseMethods,
    {
      ServerResponse: function (this: ServerResponseMethods, req: IncomingMessage, options?: ServerResponseOptions): void {
        initOutgoing(this, options)
        if (options?.rejectNonStandardBodyWrites) setWriteOptions(this, REJECTING)
        this.statusCode = 200
        this.statusMessage = undefined
        this.req = req
        setContinueState(this, Continue.UNASKED)
        if (responseCreated.hasSubscribers) responseCreated.publish({ request: req, response: this })
        this.sendDate = true
        if (req.method === 'HEAD') forbidBody(this)
        if (!readsChunks(req.httpVersionMajor, req.httpVersionMinor)) {
          this.useChunkedEncodingByDefault = false
          this.shouldKeepAlive = false
        }
      },
    },
    Parent,
  )
  setKind(constructor.prototype, {
    closesToEndBody: true,
    destroyUnsent(res: ServerResponse): void {
      // A response of a connection is destroyed when it is its turn.
      if (!hasConnection(res)) process.nextTick(closeMessage, res)
    },
  })
  defineBrand(constructor, 'ServerResponse')
  return constructor
}

export const ServerResponse = defineServerResponse(OutgoingMessage)

/** Writes bytes before the head. Responses to pipelined requests keep theirs until it is their turn. */
function writeInterim(res: ServerResponse, text: string, callback: (() => void) | undefined): boolean {
  if (res.destroyed) return false
  return writeRaw(res, text, 'latin1', callback)
}

/** Sets `headers` in addition to those set before. A list may repeat a name: the first one replaces an earlier header, the others add to it. */
function mergeHeaders(res: ServerResponse, headers: HeadersInit): void {
  if (Array.isArray(headers)) eachHeader(headers, (name) => res.removeHeader(name))
  eachHeader(headers, (name, value) => {
    // As Node: an object may have an empty key.
    if (name === '' && !Array.isArray(headers)) return
    if (Array.isArray(headers) && res.hasHeader(name)) res.appendHeader(name, value as string)
    else res.setHeader(name, value!)
  })
}

/** Returns the status line with its CRLF. */
function statusLine(status: number, reason: string): string {
  if (reason === STATUS_CODES[status]) return (statusLines[status] ??= `HTTP/1.1 ${status} ${reason}\r\n`)
  // An object may give another string each time it is asked: the one that is sent is checked.
  const text = `${reason}`
  if (hasInvalidValueChar(text)) throw codedError(TypeError, 'ERR_INVALID_CHAR', 'Invalid character in statusMessage', statusLine)
  return `HTTP/1.1 ${status} ${text}\r\n`
}
