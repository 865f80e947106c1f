/** The life of a pooled socket, as a table. */
import { stateMachine } from '@layered-http/shared'

/** Where a socket stands. */
export type SocketState =
  /** Serving a request, or connecting for one. */
  | 'active'
  /** Waiting in the pool. */
  | 'free'
  /** No longer the pool's: closed, or taken over by an upgrade. */
  | 'gone'

export type SocketEvent = 'free' | 'reuse' | 'remove'

/** The state after an event. */
export const nextState = stateMachine<SocketState, SocketEvent>('agent socket', {
  // `reuse` while active: a socket passes from one request to the next that waits without resting in the pool.
  active: { free: 'free', reuse: 'active', remove: 'gone' },
  free: { reuse: 'active', remove: 'gone' },
  gone: { remove: 'gone' },
})
