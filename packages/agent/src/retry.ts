/** Which requests may be sent a second time when the first time met a stale socket. */
import type { ConnectionOptions, ExtraOptions, LayeredAgentOptions } from './options.js'
import type { PooledRequest } from './pooled-request.js'

/** Methods that do the same once or twice (RFC 9110 section 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

const kRetry = Symbol('options for a second try')

type RetryableRequest = PooledRequest & { [kRetry]?: ConnectionOptions | undefined }

/** True if a request with these options may be sent twice: it says so by its own `layered.staleRetry`, or else the agent does. */
export function wantsSecondTry(asked: ConnectionOptions, extra: ExtraOptions): boolean {
  const own = (asked.layered as LayeredAgentOptions | null | undefined)?.staleRetry
  return Boolean(own === undefined ? extra.staleRetry : own)
}

/** Keeps what a second try needs. */
export function noteForRetry(request: PooledRequest, options: ConnectionOptions): void {
  if (IDEMPOTENT.has(request.method ?? '')) (request as RetryableRequest)[kRetry] = options
}

/** Whether the request has its second try before it. */
export function mayRetry(request: PooledRequest): boolean {
  return (request as RetryableRequest)[kRetry] !== undefined
}

/** The options of the second try. There is no third. */
export function optionsForRetry(request: PooledRequest): ConnectionOptions {
  const options = (request as RetryableRequest)[kRetry]!
  ;(request as RetryableRequest)[kRetry] = undefined
  return options
}
