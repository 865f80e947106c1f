/**
 * Plan: all that happens in one run, as data: options, exchanges, the schedules of the connections. generate.ts makes one from a seed; shrink.ts makes
 * smaller ones. A run depends on its plan alone.
 */
import type { ConnectionSchedule } from './schedule.js'

/** A body and the way in which it is written. */
export interface BodyPlan {
  readonly framing: 'none' | 'length' | 'chunked' | 'close'
  /** Bytes of each write. The last one is given to `end()` if `endsWithPiece`. */
  readonly pieces: readonly number[]
  /** Milliseconds before each write; 0 for the same turn. */
  readonly gaps: readonly number[]
  readonly endsWithPiece: boolean
  /** True if the writer waits for `'drain'` when `write()` returned false. */
  readonly waitsForDrain: boolean
  /** Only with chunks. */
  readonly hasTrailers: boolean
}

/** How a message is read. */
export interface ReadPlan {
  readonly how: 'data' | 'slow' | 'readable' | 'iterate' | 'resume' | 'late' | 'destroy' | 'stop' | 'nothing'
  /** Milliseconds of each pause (`slow`), or before the reader starts (`late`). */
  readonly ms: number
  /** Bytes after which the reader destroys the message, or pauses forever (`stop`). */
  readonly after: number
}

/** What a handler does wrong, or on purpose. */
export interface HandlerFault {
  readonly how: 'destroy response' | 'destroy response with error' | 'destroy request' | 'destroy socket' | 'throw' | 'never'
  /** Writes of the body before it. */
  readonly afterPieces: number
}

export interface ResponsePlan {
  readonly status: number
  readonly body: BodyPlan
  readonly interim: readonly ('continue' | 'hints' | 'processing')[]
  /** The response begins at once, after `ms`, or when the request was read. */
  readonly when: 'head' | 'later' | 'end'
  readonly ms: number
  readonly read: ReadPlan
  readonly fault?: HandlerFault | undefined
  readonly closes: boolean
  /** True if the harness listens to the request, whose stream is initialized then. */
  readonly isObserved: boolean
}

/** Why and when a client gives up. */
export interface AbortPlan {
  readonly how: 'destroy' | 'destroy with error' | 'abort' | 'signal' | 'destroy socket'
  readonly when: 'at once' | 'tick' | 'socket' | 'response' | 'time'
  readonly ms: number
}

/** Bytes of each direction after an upgrade or CONNECT. */
export interface TunnelPlan {
  readonly up: BodyPlan
  readonly down: BodyPlan
}

/** One request and its response. */
export interface ExchangePlan {
  readonly id: string
  /** Milliseconds after the start, if it follows no other exchange. */
  readonly at: number
  /** It starts when that one's response has ended, or its request has closed: then the socket may be used again. */
  readonly follows?: { readonly id: string; readonly on: 'end' | 'close' } | undefined
  /** The agent, by number; -1 for a connection of its own. */
  readonly agent: number
  readonly host: string
  readonly method: string
  readonly body: BodyPlan
  readonly expects: 'no' | 'continue' | 'unknown'
  readonly closes: boolean
  /** Milliseconds; 0 for no timeout. */
  readonly timeout: number
  readonly timeoutBy: 'option' | 'setTimeout'
  readonly destroysAtTimeout: boolean
  readonly staleRetry: boolean
  readonly abort?: AbortPlan | undefined
  readonly read: ReadPlan
  readonly response: ResponsePlan
  readonly tunnel?: TunnelPlan | undefined
}

/** A client that writes several requests before it has the responses. It is not our client: it writes bytes. */
export interface PipelinePlan {
  readonly at: number
  readonly exchanges: readonly ExchangePlan[]
  /** Milliseconds before each request is written. */
  readonly gaps: readonly number[]
  readonly version: '1.0' | '1.1'
  /** The bytes after the last request. */
  readonly tail: 'nothing' | 'end' | 'garbage' | 'half a request'
  /** Bytes of responses after which the client destroys its socket; -1 for never. */
  readonly destroysAfter: number
  /** Milliseconds of a pause after each read. */
  readonly slow: number
}

export interface ServerPlan {
  readonly keepAliveTimeout: number
  readonly keepAliveTimeoutBuffer: number
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly timeout: number
  readonly maxRequestsPerSocket: number
  readonly optimizeEmptyRequests: boolean
  readonly httpAllowHalfOpen: boolean
  readonly clientError: 'none' | 'destroy' | 'reply' | 'keep'
  readonly checkContinue: 'none' | 'continue' | 'refuse'
  readonly upgrades: boolean
  readonly connects: boolean
  /** Milliseconds after which idle connections are closed; 0 for never. */
  readonly closesIdleAfter: number
}

export interface AgentPlan {
  readonly keepAlive: boolean
  readonly maxSockets: number
  readonly maxTotalSockets: number
  readonly maxFreeSockets: number
  readonly scheduling: 'lifo' | 'fifo'
  readonly timeout: number
  readonly staleRetry: boolean
  readonly maxAge: number
  readonly maxRequests: number
  readonly queueTimeout: number
  /** The option `agentKeepAliveTimeoutBuffer`. */
  readonly buffer: number
  /** Milliseconds after which the agent is destroyed; 0 for never. */
  readonly destroysAfter: number
}

export interface Plan {
  readonly seed: number
  /** The packages on their own, or all of them as `node:http`. */
  readonly face: 'layers' | 'compat'
  readonly server: ServerPlan
  readonly agents: readonly AgentPlan[]
  readonly exchanges: readonly ExchangePlan[]
  readonly pipelines: readonly PipelinePlan[]
  /** Of the connections in the order in which they are opened. Further ones are calm. */
  readonly connections: readonly ConnectionSchedule[]
  /** What ends the run. */
  readonly ending: 'network' | 'close' | 'destroy'
}

/** Returns the number of bytes of a body. */
export function sizeOf({ pieces }: BodyPlan): number {
  return pieces.reduce((sum, size) => sum + size, 0)
}

/** Returns every exchange, those of pipelines included. */
export function allExchanges(plan: Plan): readonly ExchangePlan[] {
  return [...plan.exchanges, ...plan.pipelines.flatMap(({ exchanges }) => exchanges)]
}

/** True if the exchange starts when another one of our client is over. */
export function followsAnother({ exchanges }: Plan, { follows }: ExchangePlan): boolean {
  return follows !== undefined && exchanges.some(({ id }) => id === follows.id)
}

/**
 * True if an exchange of the plan may wait forever: for a handler that never responds, a reader that stops, a network that delivers nothing. Then others
 * may wait for its connection.
 */
export function mayHang(plan: Plan): boolean {
  return (
    plan.server.clientError === 'keep' ||
    allExchanges(plan).some(({ read, response }) => read.how === 'stop' || read.how === 'nothing' || response.read.how === 'stop' || response.fault !== undefined) ||
    plan.connections.some(({ connect, toServer, toClient }) => connect === 'hang' || toServer.fault?.kind === 'die' || toClient.fault?.kind === 'die' || toServer.fault?.kind === 'fin' || toClient.fault?.kind === 'fin')
  )
}
