/** The life of a pooled socket, as a table. */

/** Where a socket stands. */
export type SocketState =
  /** Serving a request, or connecting for one. */
  | 'active'
  /** Waiting in the pool. */
  | 'free'
  /** No longer the pool's: closed, or taken over by an upgrade. */
  | 'gone'

export type SocketEvent = 'free' | 'reuse' | 'remove'

const TRANSITIONS: Readonly<Record<SocketState, Readonly<Partial<Record<SocketEvent, SocketState>>>>> = {
  // `reuse` while active: a socket passes from one request to the next that waits without resting in the pool.
  active: { free: 'free', reuse: 'active', remove: 'gone' },
  free: { reuse: 'active', remove: 'gone' },
  gone: { remove: 'gone' },
}

/** The state after `event`. A cell that is missing is a mistake in this package. */
export function nextState(state: SocketState, event: SocketEvent): SocketState {
  const next = TRANSITIONS[state][event]
  if (next === undefined) throw new Error(`agent socket: no '${event}' in state '${state}'`)
  return next
}
