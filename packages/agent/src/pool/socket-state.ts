/** The states of a pooled socket, as a table. */
import { stateMachine } from '@layered-http/shared'

export type SocketState =
  /** It serves a request, or connects for one. */
  | 'active'
  /** It is idle in the pool. */
  | 'free'
  /** It left the pool: closed, or taken by an upgrade. */
  | 'gone'

export type SocketEvent = 'free' | 'reuse' | 'remove'

/** Returns the state after an event. */
export const nextState = stateMachine<SocketState, SocketEvent>('agent socket', {
  // `reuse` while active: the socket goes from one request to a waiting one without being idle.
  active: { free: 'free', reuse: 'active', remove: 'gone' },
  free: { reuse: 'active', remove: 'gone' },
  gone: { remove: 'gone' },
})
