/**
 * `request` and `get`, for http and https.
 * What may live here: the functions around the constructor of a request.
 */
import type { AgentLike } from './agent-like.js'
import { readArguments } from './arguments.js'
import { ClientRequest as MainRequest, type ClientRequest, type ClientRequestConstructor, type ResponseListener } from './client-request.js'
import { secureGlobalAgent } from './global-agent.js'
import { familyOf } from './family.js'
import type { RequestOptions as SecureRequestOptions } from './https/options.js'
import type { RequestOptions } from './options.js'

/**
 * `request` or `get`.
 *
 * @param input - URL string, URL, or options
 * @param options - options that win over those of `input`
 * @param listener - called once, with the response
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_URL, ERR_INVALID_PROTOCOL, ERR_UNESCAPED_CHARACTERS, ERR_INVALID_HTTP_TOKEN
 */
export type RequestFunction<Options> = (input: string | URL | Options, options?: Options | ResponseListener | null, listener?: ResponseListener) => ClientRequest

/** `request` and `get` of one family of classes. */
export interface RequestFunctions<Options> {
  /** Starts a request. It is sent when `end()` is called, or as its body is written. */
  readonly request: RequestFunction<Options>
  /** `request()` for a request without a body: `end()` is called at once. */
  readonly get: RequestFunction<Options>
}

/** Returns `request` and `get` that make requests of the given class. */
export function defineRequest(ClientRequest: ClientRequestConstructor): RequestFunctions<RequestOptions> {
  function request(input: string | URL | RequestOptions, options?: RequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest {
    return new ClientRequest(input, options, listener)
  }
  function get(input: string | URL | RequestOptions, options?: RequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest {
    return request(input, options, listener).end()
  }
  return { request, get }
}

/**
 * Returns `request` and `get` over TLS. Nothing of a request is sent before the certificate of the server was checked.
 *
 * @param getGlobalAgent - returns the agent of requests without one of their own
 */
export function defineSecureRequest(ClientRequest: ClientRequestConstructor, getGlobalAgent: () => AgentLike): RequestFunctions<SecureRequestOptions> {
  const isStrict = familyOf(ClientRequest.prototype).acceptsAnyInput !== true
  /**
   * Agents made with agent-base (those of npm, https-proxy-agent and the like) learn whether a request is by https from the stack in which they are
   * asked for their protocol: a line of it must contain `node:https:`. The engine shows a method under the name that it has here.
   */
  const inStack = {
    'node:https:request'(input: string | URL | SecureRequestOptions, options?: SecureRequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest {
      const args = readArguments(input, options, listener, isStrict)
      args.merged._defaultAgent = getGlobalAgent()
      return new ClientRequest(args.merged, args.listener as ResponseListener | undefined)
    },
  }
  function request(input: string | URL | SecureRequestOptions, options?: SecureRequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest {
    return inStack['node:https:request'](input, options, listener)
  }
  function get(input: string | URL | SecureRequestOptions, options?: SecureRequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest {
    return request(input, options, listener).end()
  }
  return { request, get }
}

/** The functions of the main entries. */
export const requests = defineRequest(MainRequest)
export const secureRequests = defineSecureRequest(MainRequest, secureGlobalAgent.getGlobalAgent)
