/** `request` and `get` over TLS. */
import type { ClientRequest, ResponseListener } from '../client-request.js'
import { request as requestHttp } from '../request.js'
import { readArguments } from '../url-options.js'
import { getGlobalAgent } from './global-agent.js'
import type { RequestOptions } from './options.js'

/**
 * Starts a request over TLS. It is sent when `end()` is called, or as its body is written; not before the server's certificate has been checked.
 *
 * @param input - URL string, URL, or options
 * @param options - options that win over those of `input`
 * @param listener - called once with the response
 * @throws ERR_INVALID_URL, ERR_INVALID_PROTOCOL, ERR_UNESCAPED_CHARACTERS, ERR_INVALID_HTTP_TOKEN, ERR_INVALID_ARG_TYPE
 */
export function request(input: string | URL | RequestOptions, options?: RequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest {
  return inStack['node:https:request'](input, options, listener)
}

/**
 * Agents made with agent-base (those of npm, https-proxy-agent and its like) learn whether a request is by https from the stack in which they are
 * asked for their protocol: a line of it must have `node:https:`. The engine shows a method by the name that it has here.
 */
const inStack = {
  'node:https:request'(input: string | URL | RequestOptions, options?: RequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest {
    const args = readArguments(input, options, listener)
    args.merged._defaultAgent = getGlobalAgent()
    return requestHttp(args.merged, args.listener as ResponseListener | undefined)
  },
}

/** {@link request} for a request without a body: `end()` is called at once. */
export function get(input: string | URL | RequestOptions, options?: RequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest {
  return request(input, options, listener).end()
}
