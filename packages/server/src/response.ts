/** ServerResponse: the status line and the forms of `writeHead`. Everything else is OutgoingMessage. */
import type { Duplex } from 'node:stream'
import { codedError, defineConstructor } from '@layered-http/shared'
import { hasInvalidValueChar, STATUS_CODES } from '@layered-http/headers'
import { buildHead, eachHeader, headersSent, kHead, kMayHaveBody, OutgoingMessage, writeRaw, type HeadersInit, type IncomingMessage } from '@layered-http/streams'
import { responseCreated } from './channels.js'
import { earlyHintsHead, informationalHead, validateInformational, type EarlyHints } from './informational.js'

const MIN_STATUS = 100
const MAX_STATUS = 999

/** Status lines with standard reasons, by status code; made when first needed. */
const statusLines: string[] = []

class ServerResponseMethods extends OutgoingMessage {
  declare statusCode: number
  /** The reason phrase; the standard one while unset. */
  declare statusMessage: string | undefined
  declare req: IncomingMessage

  override _implicitHeader(): void {
    // Through the public method: middleware patches it to see every head before it is sent.
    this.writeHead(this.statusCode)
  }

  /**
   * Fixes the head. It leaves with the first piece of the body, or at the end of this turn.
   *
   * @param reason - reason phrase, may be left out
   * @param headers - an object, a flat list of names and values, or a list of pairs; merged over headers set before
   * @throws ERR_HTTP_HEADERS_SENT on a second call, ERR_HTTP_INVALID_STATUS_CODE, ERR_INVALID_CHAR in the reason, and as `setHeader`
   */
  writeHead(statusCode: number, reason?: string | HeadersInit, headers?: HeadersInit): this {
    if (this[kHead] !== null) throw headersSent('write')
    const status = statusCode | 0
    if (status < MIN_STATUS || status > MAX_STATUS) {
      throw codedError(RangeError, 'ERR_HTTP_INVALID_STATUS_CODE', `Invalid status code: ${String(statusCode)}`)
    }
    if (typeof reason === 'string') {
      this.statusMessage = reason
    } else {
      headers ??= reason
      this.statusMessage ||= STATUS_CODES[status] ?? 'unknown'
    }
    this.statusCode = status
    const line = statusLine(status, this.statusMessage)
    if (headers !== undefined && headers !== null && this.getHeaderNames().length > 0) {
      mergeHeaders(this, headers)
      headers = undefined
    }
    // RFC 9110 section 6.4.1: these never have a body.
    if (status === 204 || status === 304 || status < 200) this[kMayHaveBody] = false
    buildHead(this, line, headers ?? undefined)
    return this
  }

  /** Sends `100 Continue`, so that the client sends its body. */
  writeContinue(callback?: () => void): void {
    this.writeInformation(100, undefined, callback)
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
    if (this[kHead] !== null) throw headersSent('write')
    const head = earlyHintsHead(hints, this._isLenientHeaderValidation())
    if (head !== '') this.writeInterim(head, callback)
  }

  /**
   * Sends an informational response, as often as wanted before the final one.
   *
   * @throws ERR_HTTP_HEADERS_SENT, ERR_OUT_OF_RANGE outside 100-199, ERR_HTTP_INVALID_STATUS_CODE for 101
   */
  writeInformation(statusCode: number, headers?: HeadersInit | (() => void), callback?: () => void): boolean {
    if (this[kHead] !== null) throw headersSent('write')
    if (typeof headers === 'function') {
      callback = headers
      headers = undefined
    }
    validateInformational(statusCode)
    return this.writeInterim(informationalHead(statusCode, headers, this._isLenientHeaderValidation()), callback)
  }

  /** Bytes before the head. The answers to pipelined requests keep theirs until it is their turn. */
  private writeInterim(text: string, callback: (() => void) | undefined): boolean {
    return writeRaw(this, text, 'latin1', callback)
  }

  /** Takes the socket away; the connection does it when the response is finished. */
  detachSocket(_socket: Duplex): void {
    this.socket = null
  }
}

/** The response to a request. */
export type ServerResponse = ServerResponseMethods

export interface ServerResponseConstructor {
  new (req: IncomingMessage, options?: object): ServerResponse
  readonly prototype: ServerResponse
}

const HTTP_1_1_OR_LATER = (major: number, minor: number): boolean => major > 1 || (major === 1 && minor >= 1)

export const ServerResponse = defineConstructor<ServerResponseConstructor>(
  ServerResponseMethods,
  function ServerResponse(this: ServerResponseMethods, req: IncomingMessage, options?: object): void {
    ;(OutgoingMessage as unknown as (this: OutgoingMessage, options?: object) => void).call(this, options)
    this.statusCode = 200
    this.statusMessage = undefined
    this.req = req
    if (responseCreated.hasSubscribers) responseCreated.publish({ request: req, response: this })
    this.sendDate = true
    if (req.method === 'HEAD') this[kMayHaveBody] = false
    if (!HTTP_1_1_OR_LATER(req.httpVersionMajor, req.httpVersionMinor)) {
      this.useChunkedEncodingByDefault = false
      this.shouldKeepAlive = false
    }
  },
)

/** Sets `headers` over those set before. A list may repeat a name: the first replaces, the others add. */
function mergeHeaders(res: ServerResponse, headers: HeadersInit): void {
  if (Array.isArray(headers)) eachHeader(headers, (name) => res.removeHeader(name))
  eachHeader(headers, (name, value) => {
    if (Array.isArray(headers) && res.hasHeader(name)) res.appendHeader(name, value as string)
    else res.setHeader(name, value!)
  })
}

function statusLine(status: number, reason: string): string {
  if (reason === STATUS_CODES[status]) return (statusLines[status] ??= `HTTP/1.1 ${status} ${reason}\r\n`)
  if (hasInvalidValueChar(reason)) throw codedError(TypeError, 'ERR_INVALID_CHAR', 'Invalid character in statusMessage')
  return `HTTP/1.1 ${status} ${reason}\r\n`
}
