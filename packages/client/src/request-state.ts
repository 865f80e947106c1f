/**
 * The state of a ClientRequest: one object a request, and the table of its phases.
 * What may live here: data and transitions.
 */
import type { AsyncResource } from 'node:async_hooks'
import type { ParserOptions } from '@layered-http/parser/tape'
import type { PendingWrite, ReceivedFields } from '@layered-http/streams/port'
import { numberedStateMachine } from '@layered-http/shared'
import type { RedirectFollower, ServedRequest } from './exchange.js'
import { familyOf, type ClientFamily } from './family.js'
import { DEFAULT_MAX_INFORMATION } from './limits.js'

/** How far a request has come. The numbers are in order: from `redirected` on, an error of its connection is not reported. */
export const RequestPhase = {
  /** The constructor has not asked for a socket yet. Objects that inherit from the class without its constructor stay here. */
  new: 0,
  /** The agent, or `createConnection`, was asked for a socket. */
  waiting: 1,
  /** It gave one, or an error. That takes effect in the next tick. */
  socketDue: 2,
  /** A connection serves the request. */
  attached: 3,
  /** The response is a redirection. The next exchange begins when this one is over. */
  redirected: 4,
  /** `'error'` was emitted. */
  failed: 5,
  /** `'close'` was emitted. */
  closed: 6,
} as const

export const RequestEvent = {
  /** A socket is asked for. */
  start: 0,
  /** The socket, or an error, was given. */
  takeSocket: 1,
  /** A connection serves the request from now on. */
  attach: 2,
  /** The socket was stale: the agent is asked for another one. */
  retry: 3,
  /** The response is a redirection that is followed. */
  redirect: 4,
  fail: 5,
  close: 6,
} as const

/** The phase after an event. */
export const nextPhase = numberedStateMachine<keyof typeof RequestPhase, keyof typeof RequestEvent>('client request', RequestPhase, RequestEvent, {
  new: { start: 'waiting', fail: 'failed', close: 'closed' },
  waiting: { takeSocket: 'socketDue', fail: 'failed', close: 'closed' },
  socketDue: { attach: 'attached', fail: 'failed', close: 'closed' },
  attached: { retry: 'waiting', redirect: 'redirected', fail: 'failed', close: 'closed' },
  redirected: { start: 'waiting' },
  failed: { close: 'closed' },
  closed: { close: 'closed' },
})

export class RequestState {
  phase: number = RequestPhase.new
  readonly family: ClientFamily
  /** The async context of `request()`. Sockets are shared: their own events come in the context of the request that opened them. */
  context: AsyncResource | undefined = undefined
  /** The method that was checked last, as it is sent. */
  method = ''
  /** The target that was checked. */
  path = '/'
  /** What a response may be besides HTTP/1.1, as parser options; null for nothing. */
  parserOptions: ParserOptions | null = null
  /** True if the request may be sent again when its socket was stale, as far as its options and its agent's say. */
  retriesStale = false
  /** All that the request sends, once a stale socket has taken it; null before. */
  retryOutput: readonly PendingWrite[] | null = null
  /** The 1xx responses that may still come before the final one. */
  informationLeft: number = DEFAULT_MAX_INFORMATION
  /** The head of the response, if the server keeps the connection. The agent asks for its Keep-Alive header when the socket becomes idle, and not for every response. */
  keptHead: ReceivedFields | null = null
  /** Follows redirections; null for a request that does not. */
  redirects: RedirectFollower | null = null

  constructor(readonly request: ServedRequest) {
    this.family = familyOf(request)
  }
}

const kState = Symbol('state')

interface Stateful {
  [kState]?: RequestState
}

/** The state of `request`. An object that inherits from the class without its constructor, as mocking libraries make them, has that of a new request. */
export function stateOf(request: object): RequestState {
  return (request as Stateful)[kState] ?? initState(request)
}

/** The state of `request` if it has one. */
export function existingState(request: object): RequestState | undefined {
  return (request as Stateful)[kState]
}

/** Gives `request` the state of a new one. */
export function initState(request: object): RequestState {
  return ((request as Stateful)[kState] = new RequestState(request as ServedRequest))
}

/** Takes the state through its table. */
export function transition(state: RequestState, event: number): void {
  state.phase = nextPhase(state.phase, event)
}
