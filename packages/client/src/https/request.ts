/** `request` and `get` over TLS. */
import type { ClientRequest, ResponseListener } from '../client-request.js'
import type { RequestOptions } from '../options.js'
import { request as requestHttp } from '../request.js'
import { readArguments } from '../url-options.js'
import { getGlobalAgent } from './global-agent.js'

/** Starts a request over TLS. It is sent when `end()` is called, or as its body is written. */
export function request(input: string | URL | RequestOptions, options?: RequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest {
  const args = readArguments(input, options, listener)
  return requestHttp({ _defaultAgent: getGlobalAgent(), ...args.merged }, args.listener as ResponseListener)
}

/** {@link request} for a request without a body: `end()` is called at once. */
export function get(input: string | URL | RequestOptions, options?: RequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest {
  return request(input, options, listener).end()
}
