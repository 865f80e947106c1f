/** Which requests may be sent again after they met a stale socket. */
import type { ConnectionOptions, ExtraOptions, LayeredAgentOptions } from '../options.js'
import type { PooledRequest } from '../pooled-request.js'

/** Methods that may be repeated without another effect (RFC 9110 section 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

const kRetry = Symbol('options for a retry')

type RetryableRequest = PooledRequest & { [kRetry]?: ConnectionOptions | undefined }

/** True if a request with these options may be sent again: its own `layered.staleRetry` decides, or else the agent's. */
export function wantsRetry(options: ConnectionOptions, extra: ExtraOptions): boolean {
  const own = (options.layered as LayeredAgentOptions | null | undefined)?.staleRetry
  return Boolean(own === undefined ? extra.staleRetry : own)
}

/** Keeps the options for a retry, if the method allows one. */
export function keepForRetry(request: PooledRequest, options: ConnectionOptions): void {
  if (IDEMPOTENT.has(request.method ?? '')) (request as RetryableRequest)[kRetry] = options
}

/** Returns the options for the retry of `request`, once. Undefined if it may not be sent again. */
export function takeRetryOptions(request: PooledRequest): ConnectionOptions | undefined {
  const options = (request as RetryableRequest)[kRetry]
  if (options !== undefined) (request as RetryableRequest)[kRetry] = undefined
  return options
}
