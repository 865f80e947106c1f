/**
 * The agent's result: a request gets its socket, or the error why there is none.
 * What may live here: what happens between `onSocket` and the connection, and the end of a request that never had a socket.
 */
import type { Socket } from 'node:net'
import { finished, type Duplex } from 'node:stream'
import { connectionReset } from '@layered-http/shared'
import { connectionOf } from './connection.js'
import type { ServedRequest } from './exchange.js'
import { failAndClose, failRequest } from './request-events.js'
import { RequestEvent, RequestPhase, transition, type RequestState } from './request-state.js'
import { RequestTimeoutError } from './timeouts.js'

/** Takes a socket, or null and the error. It takes effect in the next tick: the user adds listeners and a body first. */
export function takeSocket(state: RequestState, socket: Duplex | null, error?: Error | null): void {
  // As in Node, an agent may call this again.
  if (state.phase === RequestPhase.waiting) transition(state, RequestEvent.takeSocket)
  // A socket may fail before it is used.
  if (socket !== null) connectionOf(socket)
  process.nextTick(onSocketTick, state, socket, error)
}

function onSocketTick(state: RequestState, socket: Duplex | null, error: Error | null | undefined): void {
  // An object that the constructor did not make has no context.
  if (state.context === undefined) useSocket(state, socket, error)
  else state.context.runInAsyncScope(useSocket, undefined, state, socket, error)
}

function useSocket(state: RequestState, socket: Duplex | null, error: Error | null | undefined): void {
  const { request } = state
  if (error || request.destroyed || socket === null) {
    dropSocket(state, socket, error)
    return
  }
  const { timeout } = request
  // An agent's timeout is already on its sockets. That of a request is on the sockets that were opened for it.
  if (timeout !== undefined && (socket as Socket).timeout !== timeout) (socket as Partial<Socket>).setTimeout?.(timeout)
  const connection = connectionOf(socket)
  if (timeout !== undefined || request.agent?.options?.timeout) connection.passTimeouts(request)
  if (state.phase === RequestPhase.socketDue) transition(state, RequestEvent.attach)
  connection.attach(state)
}

/** There is no socket, or the request was destroyed before it came: the last events of the request. */
function dropSocket(state: RequestState, socket: Duplex | null, error: Error | null | undefined): void {
  const { request } = state
  request.destroyed = true
  try {
    if (request.errored) failRequest(state, request.errored)
  } finally {
    if (socket === null || giveBack(request, socket)) endUnsent(state, error)
    else finished(socket.destroy(request.errored ?? undefined), (socketError) => endUnsent(state, error ?? (request.errored || failureOf(socketError))))
  }
}

/** The end of a request that never had a socket: its error, unless it was aborted, and `'close'`. */
export function endUnsent(state: RequestState, error?: Error | null): void {
  const { errored, aborted } = state.request
  failAndClose(state, error ?? (errored || (aborted ? null : connectionReset('socket hang up'))))
}

/** The same for a request whose own `createConnection` has not answered. As in Node, its end is no error unless `destroy` was given one. */
export function endWithoutAgent(state: RequestState): void {
  failAndClose(state, state.request.errored ?? null)
}

/** Gives a socket back that came too late, so that other requests of the pool can use it. Returns false if it has to be destroyed. */
function giveBack(request: ServedRequest, socket: Duplex): boolean {
  if (request.agent === undefined || socket.destroyed) return false
  // The connection of a request that ran out of time is as good as before.
  if (request.errored && !(request.errored instanceof RequestTimeoutError)) return false
  ;(socket as { _httpMessage?: object })._httpMessage = request
  socket.emit('free')
  return true
}

/** Why a socket failed. Closing without an end is not a failure here. */
function failureOf(error: (Error & { code?: string }) | null | undefined): Error | undefined {
  return error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE' ? error : undefined
}
