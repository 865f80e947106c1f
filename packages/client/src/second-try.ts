/**
 * A second try for a request that met a stale socket: the server closed it while the request was on its way.
 *
 * The request's option `layered.staleRetry`, or else its agent's, says whether there may be one, and the agent gives the fresh socket. The connection asks
 * here what it has to send again, and tells with the error what is known when there is no second try.
 */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { connectionReset } from '@layered-http/shared'
import type { OutgoingMessage } from '@layered-http/streams'
import { finishAfterPendingWrites, type PendingWrite, unsentOutput } from '@layered-http/streams/port'
import { kStaleRetry } from './keys.js'

/** An agent that gives fresh sockets for stale ones. */
interface RetryingAgent {
  /** A fresh socket for `request`, by `onSocket`; false if it may not be sent again. */
  retryRequest?(request: OutgoingMessage): boolean
}

/** A request on a socket that served others before. */
export interface Reuse {
  /** All that the request writes, if it was whole before it got the socket: only then can it be sent again. */
  readonly output: readonly PendingWrite[] | null
  /** Bytes received since the request got the socket. */
  bytesRead: number
}

/** The field of a request with all that it sends, when a stale socket took it the first time. */
export const kSecondTry = Symbol('second try')

/** What the error of a request on a used socket says besides. */
export interface ReuseError extends Error {
  reusedSocket?: boolean
  bytesRead?: number
}

/** Notes that `request`, which has no socket yet, gets a used one. Null where there is no second try. */
export function noteReuse(request: OutgoingMessage & { [kStaleRetry]: boolean }): Reuse | null {
  if (!request[kStaleRetry]) return null
  return { output: unsentOutput(request), bytesRead: 0 }
}

/** Asks the agent for a fresh socket. Answers whether it comes. */
export function tryAgain(request: OutgoingMessage & { agent?: object | null | undefined }, reuse: Reuse): boolean {
  if (reuse.output === null || reuse.bytesRead > 0) return false
  return (request.agent as RetryingAgent).retryRequest?.(request) === true
}

/** Whether `request` gets another socket, its own having been lost without an answer. */
export function isTriedAgain(request: OutgoingMessage & { agent?: object | null | undefined; [kSecondTry]: readonly PendingWrite[] | null }, reuse: Reuse | null): boolean {
  if (reuse === null || request.destroyed || !tryAgain(request, reuse)) return false
  request[kSecondTry] = reuse.output
  return true
}

/** The error of a request whose socket was lost, with what is known: that it had served others, and how much had come. */
export function reasonOfLoss(loss: Error | null, reuse: Reuse | null): Error {
  const error = loss ?? connectionReset('socket hang up')
  if (reuse === null) return error
  return Object.assign<Error, ReuseError>(error, { reusedSocket: true, bytesRead: reuse.bytesRead } as ReuseError)
}

/** Writes all of a request to its second socket. */
export function writeAgain(request: OutgoingMessage, socket: Duplex, output: readonly PendingWrite[]): void {
  socket.cork()
  for (const { data, encoding } of output) socket.write(data, encoding)
  // If the stale socket did not even take the request, `'finish'` is still to come.
  finishAfterPendingWrites(request, socket as Socket)
  socket.uncork()
}
