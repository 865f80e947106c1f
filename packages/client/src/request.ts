/** `request` and `get`. */
import { ClientRequest, type ResponseListener } from './client-request.js'
import type { RequestOptions } from './options.js'
import { followsRedirects, RedirectingRequest } from './redirecting-request.js'

/**
 * Starts a request. It is sent when `end()` is called, or as its body is written.
 *
 * @param input - URL string, URL, or options
 * @param options - options that win over those of `input`
 * @param listener - called once with the response
 * @throws ERR_INVALID_URL, ERR_INVALID_PROTOCOL, ERR_UNESCAPED_CHARACTERS, ERR_INVALID_HTTP_TOKEN, ERR_INVALID_ARG_TYPE
 */
export function request(input: string | URL | RequestOptions, options?: RequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest {
  return new (followsRedirects(input, options) ? RedirectingRequest : ClientRequest)(input, options, listener)
}

/** {@link request} for a request without a body: `end()` is called at once. */
export function get(input: string | URL | RequestOptions, options?: RequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest {
  return request(input, options, listener).end()
}
