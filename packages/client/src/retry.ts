/**
 * Retries: a request that met a stale socket, one that the server closed while the request was on its way, is sent again.
 *
 * The option `layered.staleRetry` of the request, or else of its agent, allows it, and the agent gives the fresh socket.
 * What may live here: what a connection keeps of a request for that, and the error if there is no retry.
 */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { connectionReset } from '@layered-http/shared'
import { finishAfterPendingWrites, type PendingWrite, unsentOutput } from '@layered-http/streams/port'
import type { ServedRequest } from './exchange.js'
import { RequestEvent, RequestPhase, transition, type RequestState } from './request-state.js'

/** An agent that gives fresh sockets for stale ones. */
interface RetryingAgent {
  /** Gives `request` a fresh socket by `onSocket`. Returns false if the request may not be sent again. */
  retryRequest?(request: ServedRequest): boolean
}

/** A request on a socket that served others before. */
export interface Reuse {
  /** All that the request sends; null if it was not complete when it got the socket: then it cannot be sent again. */
  readonly output: readonly PendingWrite[] | null
  /** Bytes received since the request got the socket. */
  bytesRead: number
}

/** What the error of a request on a used socket has besides. */
export interface ReuseError extends Error {
  reusedSocket?: boolean
  bytesRead?: number
}

/** Call this when a request is about to get a used socket. Returns null if it is not to be sent again. */
export function trackReuse({ request, retriesStale }: RequestState): Reuse | null {
  return retriesStale ? { output: unsentOutput(request), bytesRead: 0 } : null
}

/** The socket of a request was lost before any response. Asks the agent for a fresh one; returns true if it gives one. */
export function retryIfPossible(state: RequestState, reuse: Reuse | null): boolean {
  const { request } = state
  if (reuse === null || reuse.output === null || reuse.bytesRead > 0 || request.destroyed || state.phase !== RequestPhase.attached) return false
  // First, since the agent may give the socket within the call.
  transition(state, RequestEvent.retry)
  if ((request.agent as RetryingAgent).retryRequest?.(request) !== true) return false
  // Output that no socket has taken yet is still with the message.
  if (unsentOutput(request) === null) state.retryOutput = reuse.output
  return true
}

/** Returns the error of a request whose socket was lost: `error`, or ECONNRESET, with what is known of the socket. */
export function connectionLostError(error: Error | null, reuse: Reuse | null): Error {
  const reason = error ?? connectionReset('socket hang up')
  if (reuse === null) return reason
  const facts: Omit<Required<ReuseError>, keyof Error> = { reusedSocket: true, bytesRead: reuse.bytesRead }
  return Object.assign(reason, facts)
}

/** Writes all of a request to its second socket. */
export function writeAgain(request: ServedRequest, socket: Duplex, output: readonly PendingWrite[]): void {
  socket.cork()
  for (const { data, encoding } of output) socket.write(data, encoding)
  // If the stale socket did not even take the request, `'finish'` is still to come.
  finishAfterPendingWrites(request, socket as Socket)
  socket.uncork()
}
