/**
 * The module object: everything that `node:http` exports, on one mutable object.
 *
 * Composition only. Behaviour lives in the layers below.
 */
import { Agent } from '@layered-http/agent'
import { ClientRequest, getGlobalAgent, request, get, setGlobalAgent } from '@layered-http/client'
import { STATUS_CODES, validateHeaderName, validateHeaderValue } from '@layered-http/headers'
import { DEFAULT_MAX_HEADER_SIZE, methodNames } from '@layered-http/parser'
import { createServer, Server, ServerResponse } from '@layered-http/server'
import { IncomingMessage, OutgoingMessage } from '@layered-http/streams'

/** What `require('@layered-http/compat-node-http')` and its default import are. */
export const http = {
  Agent,
  ClientRequest,
  IncomingMessage,
  METHODS: methodNames(),
  OutgoingMessage,
  STATUS_CODES,
  Server,
  ServerResponse,
  createServer,
  get,
  request,
  validateHeaderName,
  validateHeaderValue,
  /** Bytes that a head may have where no option says otherwise. */
  get maxHeaderSize(): number {
    return DEFAULT_MAX_HEADER_SIZE
  },
  /** The agent of requests that name none. */
  get globalAgent(): object {
    return getGlobalAgent()
  },
  set globalAgent(agent: object) {
    setGlobalAgent(agent)
  },
}
