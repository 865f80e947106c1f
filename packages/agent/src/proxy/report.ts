/** Reports to a request that its connection failed, for example that a proxy opens no tunnel. */
import { errorMonitor } from 'node:events'
import type { CodedError } from '@layered-http/shared'
import type { PooledRequest } from '../pooled-request.js'

/** Code of errors of a tunnel: Node's. */
export const TUNNEL_ERROR = 'ERR_PROXY_TUNNEL'

/**
 * Ends `request` with `error`.
 *
 * From 22.21 on, Node's own requests do not emit an error with this code: Node's agents do. So they get the error without its code, which is
 * added again before listeners are called.
 */
export function reportFailure(request: PooledRequest, error: Error): void {
  const { code } = error as Partial<CodedError>
  if (code === TUNNEL_ERROR && request.once !== undefined && !('serverKeepAlive' in request)) {
    delete (error as Partial<CodedError>).code
    request.once(errorMonitor, () => Object.assign(error, { code }))
  }
  // The request emits the error in the next tick.
  request.onSocket(null, error)
  // The request's own timeout: there is no socket yet that could emit this event. Whatever a listener does, the request fails with `error`.
  if ('proxyTunnelTimeout' in error || 'connectTimeout' in error) request.emit?.('timeout')
}
