/** New requests: how one is made of its head, and which of them get an event or a response in place of `'request'`. */
import type { Socket } from 'node:net'
import { hasField, hasToken } from '@layered-http/headers'
import type { ParsedHead } from '@layered-http/parser/tape'
import { HTTP_1_1 } from '@layered-http/shared'
import type { IncomingMessage } from '@layered-http/streams'
import { receiveHead, skipBody, type IncomingConnection } from '@layered-http/streams/port'
import { Continue, setContinueState } from './continue-state.js'
import { respondToDroppedRequest, respondToMissingHost, respondToUnknownExpectation } from './error-responses.js'
import type { ServerResponse } from './response.js'
import type { ConnectionHost } from './server-state.js'

/** Returns the request whose head was received. */
export function createRequest(server: ConnectionHost, connection: IncomingConnection, socket: Socket, head: ParsedHead): IncomingMessage {
  const req = new server.IncomingMessage(socket)
  receiveHead(req, connection, head)
  if (server.joinDuplicateHeaders !== undefined) req.joinDuplicateHeaders = server.joinDuplicateHeaders
  req.method = head.method
  req.url = head.line
  return req
}

/** What {@link handleSpecialRequest} has done. */
export const Special = {
  /** Nothing: `'request'` is to be emitted. */
  NONE: 0,
  /** A listener of another event has the request. */
  HANDLED: 1,
  /** The request is not valid and got a 400: the connection serves no other. */
  REFUSED: 2,
  /** The request is over `maxRequestsPerSocket` and got a 503. */
  DROPPED: 3,
  /** The request has an expectation that the server does not know, and got a 417. */
  UNEXPECTED: 4,
} as const

/** Why no handler gets a request, as it is counted: the option or the field that decides. */
export const REASONS: Readonly<Record<number, string>> = { [Special.REFUSED]: 'requireHostHeader', [Special.DROPPED]: 'maxRequestsPerSocket', [Special.UNEXPECTED]: 'Expect' }

/**
 * Emits another event than `'request'` for requests that have one, or responds to requests that no handler gets.
 *
 * @param isOverLimit - true if the connection has had `maxRequestsPerSocket` requests before this one
 * @returns one of {@link Special}
 */
export function handleSpecialRequest(server: ConnectionHost, socket: Socket, head: ParsedHead, isOverLimit: boolean, req: IncomingMessage, res: ServerResponse): number {
  const { text, spans } = head
  const isHttp11 = head.version === HTTP_1_1
  if (isHttp11 && server.requireHostHeader && !hasField(text, spans, 'host')) {
    respondToMissingHost(res)
    return Special.REFUSED
  }
  if (isOverLimit) {
    server.emit('dropRequest', req, socket)
    respondToDroppedRequest(res)
    return Special.DROPPED
  }
  if (server.optimizeEmptyRequests && announcesNoBody(head)) skipBody(req)
  // The second look, in `headers`, takes several Expect fields into account. Only requests that have one pay for it.
  return isHttp11 && hasField(text, spans, 'expect') ? handleExpectation(server, req.headers['expect'] as string, req, res) : Special.NONE
}

/** Handles the field Expect (RFC 9110 section 10.1.1). Returns one of {@link Special}. */
function handleExpectation(server: ConnectionHost, expect: string, req: IncomingMessage, res: ServerResponse): number {
  if (hasToken(expect, '100-continue')) {
    setContinueState(res, Continue.AWAITED)
    if (server.emit('checkContinue', req, res)) return Special.HANDLED
    res.writeContinue()
    return Special.NONE
  }
  if (server.emit('checkExpectation', req, res)) return Special.HANDLED
  respondToUnknownExpectation(res)
  return Special.UNEXPECTED
}

/** True if a head announces no body: it has neither a length nor a transfer coding (RFC 9112 section 6.3). */
function announcesNoBody({ text, spans }: ParsedHead): boolean {
  return !hasField(text, spans, 'content-length') && !hasField(text, spans, 'transfer-encoding')
}
