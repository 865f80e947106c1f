/**
 * How a response is read: what the parser needs to know of the request, and the IncomingMessage for a received head.
 * What may live here: functions without effects outside of what they are given. The connection decides when they are called.
 */
import type { Duplex } from 'node:stream'
import { firstValue } from '@layered-http/headers'
import { DEFAULT_MAX_HEADERS_COUNT, HeadVerdict, type ParsedHead, type Parser } from '@layered-http/parser/tape'
import { fieldLimit, headSizeLimit } from '@layered-http/shared'
import type { IncomingMessage } from '@layered-http/streams'
import { receiveHead, type IncomingConnection } from '@layered-http/streams/port'
import type { RequestState } from './request-state.js'

const NO_DEFAULTS = {}

/** Sets the limits of `parser` for one response, and what the head of that means (RFC 9112 section 6.3). */
export function configureParser(parser: Parser, { request, family }: RequestState): void {
  parser.maxHeaderSize = headSizeLimit(request.maxHeaderSize, family.defaults ?? NO_DEFAULTS)
  parser.maxHeadersCount = fieldLimit(request.maxHeadersCount) ?? DEFAULT_MAX_HEADERS_COUNT
  parser.headVerdict = request.method === 'CONNECT' ? HeadVerdict.NO_BODY_AND_UPGRADE : HeadVerdict.PROCEED
  // For one head: a second response has its body, and is surplus, not bad input.
  parser.headVerdicts = request.method === 'HEAD' ? [HeadVerdict.NO_BODY] : null
}

/** True if another response follows one with this status. 101 is final, even if it does not name a protocol to switch to (RFC 9110 section 15.2.2). */
export function isInterim(status: number): boolean {
  return status >= 100 && status < 200 && status !== 101
}

/** Returns the response for a received head. Each of the two messages knows the other from then on. */
export function makeResponse(head: ParsedHead, { request, family }: RequestState, socket: Duplex, connection: IncomingConnection): IncomingMessage {
  const response = new family.IncomingMessage(socket)
  receiveHead(response, connection, head)
  response.statusCode = head.code
  response.statusMessage = head.line
  response.joinDuplicateHeaders = request.joinDuplicateHeaders
  response.upgrade = head.isUpgrade || request.method === 'CONNECT'
  request.res = response
  ;(response as { req?: object }).req = request
  return response
}

/** Notes whether the server keeps the connection (RFC 9112 section 9.3). */
export function noteKeepAlive(head: ParsedHead, state: RequestState): void {
  const { request } = state
  if (!head.keepAlive) request.shouldKeepAlive = false
  else if (request.shouldKeepAlive) state.keptHead = head
}

/** Returns the Keep-Alive header of a response after which the server keeps the connection, '' without one. Undefined if there is no such response. */
export function keepAliveOf({ keptHead }: RequestState): string | undefined {
  return keptHead === null ? undefined : (firstValue(keptHead.text, keptHead.spans, 'keep-alive') ?? '')
}
