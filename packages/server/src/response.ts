/** ServerResponse: the status line and the forms of `writeHead`. Everything else is OutgoingMessage. */
import type { Duplex } from 'node:stream'
import { inspect } from 'node:util'
import { codedError, defineConstructor, describeName, invalidArgValue } from '@layered-http/shared'
import { hasInvalidValueChar, type HeadersInit, isBodilessStatus, STATUS_CODES } from '@layered-http/headers'
import { type IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import { attachSocket, buildHead, closeMessage, DEFAULT_WRITE_OPTIONS, eachHeader, forbidBody, hasConnection, hasHeaders, headersSent, setKind, setWriteOptions, type WriteOptions, writeRaw } from '@layered-http/streams/port'
import { responseCreated } from './channels.js'
import { checkInformationalHeaders, earlyHintsHead, informationalHead, validateInformational, type EarlyHints } from './informational.js'

/** How a response stands to `100 Continue`. */
export const Continue = {
  /** Nobody asked for it. */
  UNASKED: 0,
  /** The client holds its body back until it is told to go on. */
  AWAITED: 1,
  SENT: 2,
} as const
export const kContinue = Symbol('100 Continue')

const MIN_STATUS = 100
const MAX_STATUS = 999

/** Status lines with standard reasons, by status code; made when first needed. */
const statusLines: string[] = []

/** A socket that a response was given by hand, and the name under which others find that response. */
type AssignedSocket = Duplex & { _httpMessage?: ServerResponse | null }

class ServerResponseMethods extends OutgoingMessage {
  declare statusCode: number
  /** The reason phrase; the standard one while unset. */
  declare statusMessage: string | undefined
  declare req: IncomingMessage
  declare [kContinue]: (typeof Continue)[keyof typeof Continue]

  override _implicitHeader(): void {
    // Through the public method: middleware patches it to see every head before it is sent.
    this.writeHead(this.statusCode)
  }

  /**
   * Fixes the head. It leaves with the first piece of the body, or at the end of this turn.
   *
   * @param reason - reason phrase, may be left out
   * @param headers - an object, a flat list of names and values, or a list of pairs; merged over headers set before
   * @throws ERR_HTTP_HEADERS_SENT on a second call, ERR_HTTP_INVALID_STATUS_CODE, ERR_INVALID_CHAR in the reason, ERR_INVALID_ARG_VALUE
   *   for a flat list of odd length, and as `setHeader`
   */
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
    // Nobody knows whether the body will come now: the next request could not be told from it.
    if (this[kContinue] === Continue.AWAITED) this.shouldKeepAlive = false
    // RFC 9110 section 6.4.1: these never have a body.
    if (status === 204 || status === 304 || status < 200) forbidBody(this)
    buildHead(this, line, headers ?? undefined, isBodilessStatus(status))
    return this
  }

  /** Sends `100 Continue`, so that the client sends its body. */
  writeContinue(callback?: () => void): void {
    this.writeInformation(100, undefined, callback)
    this[kContinue] = Continue.SENT
  }

  /** Sends `102 Processing`. */
  writeProcessing(callback?: () => void): void {
    this.writeInformation(102, undefined, callback)
  }

  /**
   * Sends `103 Early Hints` with the links in `hints.link`; nothing without one.
   *
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  writeEarlyHints(hints: EarlyHints, callback?: () => void): void {
    if (this.headersSent) throw headersSent('write')
    const head = earlyHintsHead(this, hints)
    if (head !== '') this.writeInterim(head, callback)
  }

  /**
   * Sends an informational response, as often as wanted before the final one. An array as value is joined with commas.
   *
   * @returns as `write`
   * @throws ERR_HTTP_HEADERS_SENT, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE outside 100-199, ERR_HTTP_INVALID_STATUS_CODE for 101,
   *   ERR_INVALID_ARG_VALUE for a flat list of odd length, and as `setHeader`
   */
  writeInformation(statusCode: number, headers?: HeadersInit | null, callback?: () => void): boolean {
    if (this.headersSent) throw headersSent('write')
    validateInformational(statusCode)
    checkInformationalHeaders(headers)
    return this.writeInterim(informationalHead(this, statusCode, headers), callback)
  }

  /** Bytes before the head. The answers to pipelined requests keep theirs until it is their turn. */
  private writeInterim(text: string, callback: (() => void) | undefined): boolean {
    if (this.destroyed) return false
    return writeRaw(this, text, 'latin1', callback)
  }

  /**
   * Gives the response a socket by hand: what was written leaves through it. Servers do without; it is for responses that
   * were made apart from one.
   *
   * @throws ERR_HTTP_SOCKET_ASSIGNED if another response has the socket
   */
  override assignSocket(socket: Duplex): void {
    const assigned = socket as AssignedSocket
    if (assigned._httpMessage) throw codedError(Error, 'ERR_HTTP_SOCKET_ASSIGNED', 'ServerResponse has an already assigned socket')
    assigned._httpMessage = this
    socket.on('close', assignedSocketOnClose)
    this.socket = socket as typeof this.socket
    this.emit('socket', socket)
    attachSocket(this, socket)
  }

  /** Takes the socket away again. */
  detachSocket(socket: Duplex): void {
    const assigned = socket as AssignedSocket
    if (assigned._httpMessage === this) {
      assigned._httpMessage = null
      socket.removeListener('close', assignedSocketOnClose)
    }
    this.socket = null
  }
}

function assignedSocketOnClose(this: AssignedSocket): void {
  if (this._httpMessage) closeMessage(this._httpMessage)
}

/** The response to a request. */
export type ServerResponse = ServerResponseMethods

/** For a response that is made by hand; a server's responses go by the options of the server. */
export interface ServerResponseOptions {
  /** Bytes buffered before `write` answers false. */
  highWaterMark?: number
  /** Whether a body where there may be none is an error. Default: false, it is dropped. */
  rejectNonStandardBodyWrites?: boolean
}

export interface ServerResponseConstructor {
  new (req: IncomingMessage, options?: ServerResponseOptions): ServerResponse
  readonly prototype: ServerResponse
}

const REJECTING_RULES: WriteOptions = Object.freeze({ ...DEFAULT_WRITE_OPTIONS, rejectNonStandardBodyWrites: true })

/** Node takes HTTP/2.0, which is none of ours, for one that knows no chunks; and who makes a request by hand may leave the version out. */
const knowsChunks = (major: number | undefined, minor: number | undefined): boolean => !(major! < 1 || minor! < 1)

export const ServerResponse = defineConstructor<ServerResponseConstructor>(ServerResponseMethods, {
  ServerResponse: function (this: ServerResponseMethods, req: IncomingMessage, options?: ServerResponseOptions): void {
    ;(OutgoingMessage as unknown as (this: OutgoingMessage, options?: object) => void).call(this, options)
    if (options?.rejectNonStandardBodyWrites) setWriteOptions(this, REJECTING_RULES)
    this.statusCode = 200
    this.statusMessage = undefined
    this.req = req
    this[kContinue] = Continue.UNASKED
    if (responseCreated.hasSubscribers) responseCreated.publish({ request: req, response: this })
    this.sendDate = true
    if (req.method === 'HEAD') forbidBody(this)
    if (!knowsChunks(req.httpVersionMajor, req.httpVersionMinor)) {
      this.useChunkedEncodingByDefault = false
      this.shouldKeepAlive = false
    }
  },
})

setKind(ServerResponse.prototype, {
  closesToEndBody: true,
  destroyUnsent(res: ServerResponse): void {
    // A response that waits for its turn is destroyed then.
    if (!hasConnection(res)) process.nextTick(closeMessage, res)
  },
})

/** Sets `headers` over those set before. A list may repeat a name: the first replaces, the others add. */
function mergeHeaders(res: ServerResponse, headers: HeadersInit): void {
  if (Array.isArray(headers)) eachHeader(headers, (name) => res.removeHeader(name))
  eachHeader(headers, (name, value) => {
    // As Node: an object may have an empty key.
    if (name === '' && !Array.isArray(headers)) return
    if (Array.isArray(headers) && res.hasHeader(name)) res.appendHeader(name, value as string)
    else res.setHeader(name, value!)
  })
}

function statusLine(status: number, reason: string): string {
  if (reason === STATUS_CODES[status]) return (statusLines[status] ??= `HTTP/1.1 ${status} ${reason}\r\n`)
  if (hasInvalidValueChar(reason)) throw codedError(TypeError, 'ERR_INVALID_CHAR', 'Invalid character in statusMessage', statusLine)
  return `HTTP/1.1 ${status} ${reason}\r\n`
}
