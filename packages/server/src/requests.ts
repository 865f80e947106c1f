/** New requests: how one is made of its head, and which of them get an event or a response in place of `'request'`. */
import type { Socket } from 'node:net'
import { firstValue, hasToken } from '@layered-http/headers'
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

/**
 * Emits another event than `'request'` for requests that have one, or responds to requests that no handler gets.
 *
 * @param isOverLimit - true if the connection has had `maxRequestsPerSocket` requests before this one
 * @returns false if the request is an ordinary one: `'request'` is to be emitted
 */
export function handleSpecialRequest(server: ConnectionHost, socket: Socket, head: ParsedHead, isOverLimit: boolean, req: IncomingMessage, res: ServerResponse): boolean {
  const { text, spans } = head
  const isHttp11 = head.version === HTTP_1_1
  if (isHttp11 && server.requireHostHeader && firstValue(text, spans, 'host') === undefined) {
    respondToMissingHost(res)
    return true
  }
  if (isOverLimit) {
    server.emit('dropRequest', req, socket)
    respondToDroppedRequest(res)
    return true
  }
  if (server.optimizeEmptyRequests && announcesNoBody(head)) skipBody(req)
  // The second look, in `headers`, takes several Expect fields into account. Only requests that have one pay for it.
  return isHttp11 && firstValue(text, spans, 'expect') !== undefined && handleExpectation(server, req.headers['expect'] as string, req, res)
}

/** Handles the field Expect (RFC 9110 section 10.1.1). Returns true if no `'request'` follows. */
function handleExpectation(server: ConnectionHost, expect: string, req: IncomingMessage, res: ServerResponse): boolean {
  if (hasToken(expect, '100-continue')) {
    setContinueState(res, Continue.AWAITED)
    if (server.emit('checkContinue', req, res)) return true
    res.writeContinue()
    return false
  }
  if (!server.emit('checkExpectation', req, res)) respondToUnknownExpectation(res)
  return true
}

/** True if a head announces no body: it has neither a length nor a transfer coding (RFC 9112 section 6.3). */
function announcesNoBody({ text, spans }: ParsedHead): boolean {
  return firstValue(text, spans, 'content-length') === undefined && firstValue(text, spans, 'transfer-encoding') === undefined
}
