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
import { watchOf } from './watch/watch.js'

/** An agent that gives fresh sockets for stale ones. */
interface RetryingAgent {
  /** Gives `request` a fresh socket by `onSocket`. Returns false if the request may not be sent again. */
  retryRequest?(request: ServedRequest): boolean
}

/** A request on a socket that served others before. */
interface Reuse {
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

/** What a connection keeps of its request for a retry. */
export class Retry {
  /** The socket served a request before, so it may be stale. */
  private isUsed = false
  /** Null if the request on the socket is not to be sent again. */
  private reuse: Reuse | null = null
  /** The socket's error, while it is not known whether the request is sent again. */
  private heldError: Error | null = null

  /** A request gets the socket. */
  begin(state: RequestState, socket: Duplex): void {
    this.reuse = this.reuseOf(state)
    this.isUsed = true
    if (socket.destroyed) this.heldError = socket.errored
  }

  /** True if the request may be sent again, as far as its options say: a loss is reported when the socket has closed. */
  get isAllowed(): boolean {
    return this.reuse !== null
  }

  /** True if it is also complete: its output was kept. */
  get isPrepared(): boolean {
    return this.reuse !== null && this.reuse.output !== null
  }

  noteInput(bytes: number): void {
    if (this.reuse !== null) this.reuse.bytesRead += bytes
  }

  holdError(error: Error): void {
    this.heldError = error
  }

  /** The socket was lost before any response. Returns true if the agent gives the request a fresh one. */
  retry(state: RequestState): boolean {
    return retryIfPossible(state, this.reuse, this.heldError)
  }

  /** The same for a request whose socket was lost before it got it. */
  retryUnattached(state: RequestState): boolean {
    return retryIfPossible(state, this.reuseOf(state), this.heldError)
  }

  /** The error of the request if there is no retry. */
  get lostError(): Error {
    return connectionLostError(this.heldError, this.reuse)
  }

  /** A request that is sent again gets no third try. */
  private reuseOf({ request, retriesStale, retryOutput }: RequestState): Reuse | null {
    return this.isUsed && retriesStale && retryOutput === null ? { output: unsentOutput(request), bytesRead: 0 } : null
  }
}

function retryIfPossible(state: RequestState, reuse: Reuse | null, error: Error | null): boolean {
  const { request } = state
  if (reuse === null || reuse.output === null || reuse.bytesRead > 0 || request.destroyed || state.phase !== RequestPhase.attached) return false
  // First, since the agent may give the socket within the call.
  transition(state, RequestEvent.retry)
  const watch = watchOf(request)
  const lost = watch?.beginRetry()
  if ((request.agent as RetryingAgent).retryRequest?.(request) !== true) {
    watch?.undoRetry(lost!)
    return false
  }
  watch?.retried(lost!, error)
  // Output that no socket has taken yet is still with the message.
  if (unsentOutput(request) === null) state.retryOutput = reuse.output
  return true
}

/** Returns the error of a request whose socket was lost: `error`, or ECONNRESET, with what is known of the socket. */
function connectionLostError(error: Error | null, reuse: Reuse | null): Error {
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
