/**
 * `@layered-http/compat-node-http`: `node:http`, with the behaviour of Node 26, on Node 20, 22, 24 and 26.
 *
 * The types are those of `node:http`, so that what is typed for it takes ours and the other way round. What the packages below
 * have beyond Node is typed there.
 *
 * @packageDocumentation
 */
import type * as nodeHttp from 'node:http'
import type { Duplex } from 'node:stream'
import type * as agent from '@layered-http/agent'
import { http as members } from './http.js'
import { moduleObject, onSync } from './module-objects.js'
import { exportedGlobal } from './web-socket.js'

/** Everything that `node:http` has. What the installed `@types/node` does not know yet is typed here. */
export type HttpModule = typeof nodeHttp & {
  /** Makes `socket` a connection of the server, which is `this`. */
  _connectionListener(this: nodeHttp.Server, socket: Duplex): void
  /** Makes requests without an agent of their own take the proxies that `env` names, `process.env` by default. Returns what puts back what was there before. */
  setGlobalProxyFromEnv(env?: agent.ProxyEnv): () => void
  WebSocket: typeof nodeHttp extends { WebSocket: infer Class } ? Class : unknown
  CloseEvent: typeof nodeHttp extends { CloseEvent: infer Class } ? Class : unknown
  MessageEvent: typeof nodeHttp extends { MessageEvent: infer Class } ? Class : unknown
}

let http = moduleObject('http', members) as unknown as HttpModule

/** For `http.IncomingMessage` and its like as types, as with `import http from 'node:http'`. */
// eslint-disable-next-line @typescript-eslint/no-namespace
namespace http {
  export type Agent = nodeHttp.Agent
  export type AgentOptions = nodeHttp.AgentOptions
  export type ClientRequest = nodeHttp.ClientRequest
  export type ClientRequestArgs = nodeHttp.ClientRequestArgs
  export type IncomingHttpHeaders = nodeHttp.IncomingHttpHeaders
  export type IncomingMessage = nodeHttp.IncomingMessage
  export type InformationEvent = nodeHttp.InformationEvent
  export type OutgoingHttpHeader = nodeHttp.OutgoingHttpHeader
  export type OutgoingHttpHeaders = nodeHttp.OutgoingHttpHeaders
  export type OutgoingMessage<Request extends nodeHttp.IncomingMessage = nodeHttp.IncomingMessage> = nodeHttp.OutgoingMessage<Request>
  export type ProxyEnv = agent.ProxyEnv
  export type RequestListener<
    Request extends typeof nodeHttp.IncomingMessage = typeof nodeHttp.IncomingMessage,
    Response extends typeof nodeHttp.ServerResponse<InstanceType<Request>> = typeof nodeHttp.ServerResponse,
  > = nodeHttp.RequestListener<Request, Response>
  export type RequestOptions = nodeHttp.RequestOptions
  export type Server<
    Request extends typeof nodeHttp.IncomingMessage = typeof nodeHttp.IncomingMessage,
    Response extends typeof nodeHttp.ServerResponse<InstanceType<Request>> = typeof nodeHttp.ServerResponse,
  > = nodeHttp.Server<Request, Response>
  export type ServerOptions = nodeHttp.ServerOptions
  export type ServerResponse<Request extends nodeHttp.IncomingMessage = nodeHttp.IncomingMessage> = nodeHttp.ServerResponse<Request>
}

// 'module.exports' is what `require()` of this module returns: the default export itself, not a namespace around it. Both follow when the
// process is preloaded later.
export { http as default, http as 'module.exports' }

// Not constant: what is replaced on the module object is seen in the names after `module.syncBuiltinESMExports()`.
export let {
  _connectionListener,
  METHODS,
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
  maxHeaderSize,
  globalAgent,
} = http

// Named one by one: the installed `@types/node` may not know them.
export let setGlobalProxyFromEnv: HttpModule['setGlobalProxyFromEnv'] = http.setGlobalProxyFromEnv
export let WebSocket: HttpModule['WebSocket']
export let CloseEvent: HttpModule['CloseEvent']
export let MessageEvent: HttpModule['MessageEvent']
exportGlobals()

onSync(() => {
  http = moduleObject('http', members) as unknown as HttpModule
  ;({
    _connectionListener,
    METHODS,
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
    maxHeaderSize,
    globalAgent,
  } = http)
  exportGlobals()
})

/** Sets the exports that are globals of Node. */
function exportGlobals(): void {
  WebSocket = exportedGlobal(http, 'WebSocket', (value) => (WebSocket = value))
  CloseEvent = exportedGlobal(http, 'CloseEvent', (value) => (CloseEvent = value))
  MessageEvent = exportedGlobal(http, 'MessageEvent', (value) => (MessageEvent = value))
}

export type Agent = nodeHttp.Agent
export type ClientRequest = nodeHttp.ClientRequest
export type IncomingMessage = nodeHttp.IncomingMessage
export type OutgoingMessage<Request extends nodeHttp.IncomingMessage = nodeHttp.IncomingMessage> = nodeHttp.OutgoingMessage<Request>
export type Server<
  Request extends typeof nodeHttp.IncomingMessage = typeof nodeHttp.IncomingMessage,
  Response extends typeof nodeHttp.ServerResponse<InstanceType<Request>> = typeof nodeHttp.ServerResponse,
> = nodeHttp.Server<Request, Response>
export type ServerResponse<Request extends nodeHttp.IncomingMessage = nodeHttp.IncomingMessage> = nodeHttp.ServerResponse<Request>
export type {
  AgentOptions,
  ClientRequestArgs,
  IncomingHttpHeaders,
  InformationEvent,
  OutgoingHttpHeader,
  OutgoingHttpHeaders,
  RequestListener,
  RequestOptions,
  ServerOptions,
} from 'node:http'
export type ProxyEnv = agent.ProxyEnv
