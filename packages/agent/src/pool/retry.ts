/** Which requests may be sent again after they met a stale socket. */
import type { ConnectionOptions, ExtraOptions, LayeredAgentOptions } from '../options.js'
import type { PooledRequest } from '../pooled-request.js'

/** Methods that may be repeated without another effect (RFC 9110 section 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

const kRetry = Symbol('options for a retry')

/** Kept on a request with `layered.staleRetry`. */
interface RetryPlan {
  /** Those of its connection. */
  readonly options: ConnectionOptions
  /** Its method allows a retry. */
  readonly isIdempotent: boolean
}

type RetryableRequest = PooledRequest & { [kRetry]?: RetryPlan | undefined }

/** True if a request with these options may be sent again: its own `layered.staleRetry` decides, or else the agent's. */
export function wantsRetry(options: ConnectionOptions, extra: ExtraOptions): boolean {
  const own = (options.layered as LayeredAgentOptions | null | undefined)?.staleRetry
  return Boolean(own === undefined ? extra.staleRetry : own)
}

/** Keeps the options for a retry. */
export function keepForRetry(request: PooledRequest, options: ConnectionOptions): void {
  ;(request as RetryableRequest)[kRetry] = { options, isIdempotent: IDEMPOTENT.has(request.method ?? '') }
}

/** Returns the options for the retry of `request`, once. Undefined if it may not be sent again. */
export function takeRetryOptions(request: PooledRequest): ConnectionOptions | undefined {
  const plan = (request as RetryableRequest)[kRetry]
  if (plan === undefined || !plan.isIdempotent) return undefined
  ;(request as RetryableRequest)[kRetry] = undefined
  return plan.options
}

/** What the agent does for a request of another client, such as Node's own, which does not send itself again. */
export type ForeignRetry = 'none' | 'facts of the error' | 'send again'

/** Returns what a used socket needs for `request`. The client of this project sends its requests again itself. */
export function foreignRetry(request: PooledRequest): ForeignRetry {
  const plan = (request as RetryableRequest)[kRetry]
  if (plan === undefined || 'serverKeepAlive' in request) return 'none'
  return plan.isIdempotent ? 'send again' : 'facts of the error'
}
