/** How a request hears that there is no tunnel. */
import { errorMonitor } from 'node:events'
import type { CodedError } from '@layered-http/shared'
import type { PooledRequest } from '../pooled-request.js'

/** Code of errors of a tunnel. Source: Node's ERR_PROXY_TUNNEL. */
export const TUNNEL_ERROR = 'ERR_PROXY_TUNNEL'

/**
 * Ends `request` with `error`.
 *
 * Requests of Node's own, from 22.21 on, do not emit an error with the code of a tunnel's: they leave it to Node's agents. So they get it without the code,
 * which is there again when listeners are called.
 */
export function reportFailure(request: PooledRequest, error: Error): void {
  const { code } = error as Partial<CodedError>
  if (code === TUNNEL_ERROR && request.once !== undefined && !('serverKeepAlive' in request)) {
    delete (error as Partial<CodedError>).code
    request.once(errorMonitor, () => Object.assign(error, { code }))
  }
  // It takes effect in the next turn.
  request.onSocket(null, error)
  // The request's own timeout, and no socket yet that could say so. A listener that destroys the request changes nothing about why it fails.
  if ('proxyTunnelTimeout' in error) request.emit?.('timeout')
}
