/**
 * The module object: everything that `node:http` exports, on one mutable object.
 *
 * Composition only. Behaviour lives in the layers below.
 */
import { STATUS_CODES, validateHeaderName, validateHeaderValue } from '@layered-http/headers'
import { methodNames } from '@layered-http/parser/tape'
import { Agent, ClientRequest, connectionListener, createServer, get, httpAgent, IncomingMessage, OutgoingMessage, request, Server, ServerResponse } from './classes.js'
import { printDebugLines } from './debug.js'
import { setMaxIdleHTTPParsers } from './legacy/common.js'
import { installLegacyMembers } from './legacy/index.js'
import { applyNodeDescriptors } from './node-descriptors.js'
import { processDefaults } from './process-defaults.js'
import { coverGlobalAgent, setGlobalProxyFromEnv } from './proxy.js'
import { globalNamed, markGlobals } from './web-socket.js'

installLegacyMembers()
applyNodeDescriptors()
coverGlobalAgent(['http_proxy', 'HTTP_PROXY'], httpAgent)
printDebugLines()

/** What `require('@layered-http/compat-node-http')` and its default import are. */
export const http = {
  _connectionListener: connectionListener,
  METHODS: methodNames(),
  STATUS_CODES,
  Agent,
  ClientRequest,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  createServer,
  validateHeaderName,
  validateHeaderValue,
  get,
  request,
  setMaxIdleHTTPParsers,
  setGlobalProxyFromEnv,
  /** Bytes that a head may have where no option says otherwise. */
  get maxHeaderSize(): number {
    return processDefaults.maxHeaderSize
  },
  /** The agent of requests that name none. */
  get globalAgent(): object {
    return httpAgent.getGlobalAgent()
  },
  set globalAgent(agent: object) {
    httpAgent.setGlobalAgent(agent as never)
  },
  get WebSocket(): unknown {
    return globalNamed('WebSocket')
  },
  get CloseEvent(): unknown {
    return globalNamed('CloseEvent')
  },
  get MessageEvent(): unknown {
    return globalNamed('MessageEvent')
  },
}
markGlobals(http, ['WebSocket', 'CloseEvent', 'MessageEvent'])
