/** What a request asks of an agent: a shape, so that Node's and other people's agents fit as well as ours. */
import type { ConnectionOptions, PooledRequest } from '@layered-http/agent'
import { invalidArgType } from '@layered-http/shared'
import { getGlobalAgent } from './global-agent.js'
import type { RequestOptions } from './options.js'

/** What an agent must offer to a request. */
export interface AgentLike {
  addRequest(request: PooledRequest, options: ConnectionOptions): void
  readonly defaultPort?: number
  readonly protocol?: string
  readonly keepAlive?: boolean
  readonly maxSockets?: number
  readonly options?: { readonly timeout?: number; readonly layered?: { readonly staleRetry?: unknown } | undefined }
}

/** What a module like `https` names as its default in `_defaultAgent`, or the global agent. */
export function defaultAgent(options: RequestOptions): AgentLike {
  return (options._defaultAgent || getGlobalAgent()) as AgentLike
}

/**
 * The agent of a request: the one that was named, a fresh one for `false`, none when there is a `createConnection`, else the default.
 *
 * @throws ERR_INVALID_ARG_TYPE
 */
export function chooseAgent(options: RequestOptions): AgentLike | undefined {
  const { agent } = options
  if (agent === false) return new (defaultAgent(options).constructor as new () => AgentLike)()
  if (agent === undefined || agent === null) return typeof options.createConnection === 'function' ? undefined : defaultAgent(options)
  if (typeof (agent as Partial<AgentLike>).addRequest !== 'function') {
    throw invalidArgType('options.agent', ['Agent-like Object', 'undefined', 'false'], agent, chooseAgent)
  }
  return agent as AgentLike
}
