/** The responses that a server makes without a handler, and when they are right. */
import type { Connection } from './network.js'
import { mayHang, type ExchangePlan, type ServerPlan } from './plan.js'
import type { Run } from './run.js'

/** Milliseconds. No exchange without a timeout of the plan waits this long. */
const LONG = 5000

/** True if a timeout of the server may end an exchange of the plan. */
export function hasShortTimeouts({ requestTimeout, headersTimeout, timeout }: ServerPlan): boolean {
  return requestTimeout < LONG || headersTimeout < LONG || timeout > 0
}

/** True if the server has a reason for a response of its own with this status. */
export function isServersOwn(run: Run, expects: ExchangePlan['expects'], status: number, { faults }: Connection): boolean {
  const { server } = run.plan
  if (status === 417) return expects === 'unknown'
  if (status === 503) return server.maxRequestsPerSocket > 0
  // After a request that never ends, another one waits until the timeout, however long.
  if (status === 408) return hasShortTimeouts(server) || mayHang(run.plan)
  // The request was cut; or the listener for 'clientError' has sent its only response.
  return status === 400 && (faults.has('fin') || (server.clientError === 'reply' && (hasShortTimeouts(server) || mayHang(run.plan))))
}
