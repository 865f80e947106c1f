/**
 * The module object: everything that `node:http` exports, on one mutable object.
 *
 * Composition only. Behaviour lives in the layers below.
 */
import { Agent } from '@layered-http/agent'
import { ClientRequest, getGlobalAgent, request, get, setGlobalAgent } from '@layered-http/client'
import { STATUS_CODES, validateHeaderName, validateHeaderValue } from '@layered-http/headers'
import { methodNames } from '@layered-http/parser'
import { connectionListener, createServer, Server, ServerResponse } from '@layered-http/server'
import { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import { printDebugLines } from './debug.js'
import { setMaxIdleHTTPParsers } from './legacy/common.js'
import { lendLegacyNames } from './legacy/index.js'
import { applyProcessDefaults, processDefaults } from './process-defaults.js'
import { applyEnvProxy, setGlobalProxyFromEnv } from './proxy.js'
import { lendLooks } from './surface.js'
import { globalNamed } from './web-socket.js'

lendLegacyNames()
lendLooks()
applyProcessDefaults()
applyEnvProxy()
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
    return getGlobalAgent()
  },
  set globalAgent(agent: object) {
    setGlobalAgent(agent as Agent)
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
