/** Run: what all parts of one run share. */
import type { Agent, AgentOptions } from '@layered-http/agent'
import type { ClientRequest, RequestOptions } from '@layered-http/client'
import type { RequestListener, Server, ServerOptions } from '@layered-http/server'
import type { IncomingMessage } from '@layered-http/streams'
import type { Network } from './network.js'
import type { ExchangePlan, Plan } from './plan.js'
import type { Scheduler } from './scheduler.js'
import type { Watch } from './watch.js'

/** The functions of one way to use the packages. */
export interface Face {
  readonly createServer: (options: ServerOptions, listener: RequestListener) => Server
  readonly request: (options: RequestOptions, listener?: (response: IncomingMessage) => void) => ClientRequest
  readonly Agent: new (options?: AgentOptions) => Agent
}

/** A violation. */
export interface Failure {
  readonly kind: string
  readonly text: string
}

/** An exchange and its results so far. */
export interface Exchange {
  readonly plan: ExchangePlan
  /** The client's request; null for one of a pipeline, and before it is made. */
  request: Watch | null
  /** The client's response. */
  response: Watch | null
  /** The client's response is being read, and not by a reader that stops. */
  isRead: boolean
  /** The client has destroyed the request: as in Node, the rest of its response is thrown away, and its `'end'` may come. Or it has ended it without a body. */
  isAborted: boolean
  /** Requests that reached a handler. */
  handled: number
  /** Messages of the server. */
  readonly served: { readonly req: Watch; readonly res: Watch }[]
  /** Signals that were given to the request. */
  readonly signals: AbortSignal[]
}

export interface Run {
  readonly plan: Plan
  readonly scheduler: Scheduler
  readonly network: Network
  readonly face: Face
  readonly server: Server
  readonly agents: readonly Agent[]
  readonly exchanges: ReadonlyMap<string, Exchange>
  /** Messages that have emitted `'close'`. */
  readonly closedMessages: WeakSet<object>
  /** The traffic is over, and everything is being closed. */
  isEnding: boolean
  fail(kind: string, text: string): void
}

/** The message of errors that the plan asked for. */
export const PLANNED = 'planned'
