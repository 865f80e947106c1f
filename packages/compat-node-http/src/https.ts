/**
 * `@layered-http/compat-node-http/https`: `node:https`, with the behaviour of Node 26, on Node 20, 22, 24 and 26.
 *
 * The types are those of `node:https`, so that what is typed for it takes ours and the other way round.
 *
 * @packageDocumentation
 */
import type * as nodeHttp from 'node:http'
import type * as nodeHttps from 'node:https'
import { https as members } from './https-object.js'
import { moduleObject, onSync } from './module-objects.js'

/** Everything that `node:https` has. */
export type HttpsModule = typeof nodeHttps

let https = moduleObject('https', members) as unknown as HttpsModule

/** For `https.Agent` and its like as types, as with `import https from 'node:https'`. */
// eslint-disable-next-line @typescript-eslint/no-namespace
namespace https {
  export type Agent = nodeHttps.Agent
  export type AgentOptions = nodeHttps.AgentOptions
  export type RequestOptions = nodeHttps.RequestOptions
  export type Server<
    Request extends typeof nodeHttp.IncomingMessage = typeof nodeHttp.IncomingMessage,
    Response extends typeof nodeHttp.ServerResponse<InstanceType<Request>> = typeof nodeHttp.ServerResponse,
  > = nodeHttps.Server<Request, Response>
  export type ServerOptions<
    Request extends typeof nodeHttp.IncomingMessage = typeof nodeHttp.IncomingMessage,
    Response extends typeof nodeHttp.ServerResponse<InstanceType<Request>> = typeof nodeHttp.ServerResponse,
  > = nodeHttps.ServerOptions<Request, Response>
}

// 'module.exports' is what `require()` of this module returns: the default export itself, not a namespace around it. Both follow when the
// process is preloaded later.
export { https as default, https as 'module.exports' }

// Not constant: what is replaced on the module object is seen in the names after `module.syncBuiltinESMExports()`.
export let { Agent, globalAgent, Server, createServer, get, request } = https

onSync(() => {
  https = moduleObject('https', members) as unknown as HttpsModule
  ;({ Agent, globalAgent, Server, createServer, get, request } = https)
})

export type Agent = nodeHttps.Agent
export type Server<
  Request extends typeof nodeHttp.IncomingMessage = typeof nodeHttp.IncomingMessage,
  Response extends typeof nodeHttp.ServerResponse<InstanceType<Request>> = typeof nodeHttp.ServerResponse,
> = nodeHttps.Server<Request, Response>
export type { AgentOptions, RequestOptions, ServerOptions } from 'node:https'
