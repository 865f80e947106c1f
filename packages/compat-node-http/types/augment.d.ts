/**
 * `@layered-http/compat-node-http/augment`: adds to the types of `node:http` and `node:https` what this package has beyond Node. For programs whose process is preloaded, or that import
 * this package: the methods are not optional.
 *
 * In one file of the program:
 *
 *     import type {} from '@layered-http/compat-node-http/augment'
 *
 * The types of `@types/node` are extended in the module `http`. Those of `https` inherit from them. Declarations of an interface are merged only if their type parameters have the same
 * names, so all are here, used or not.
 *
 * @packageDocumentation
 */
import type { AgentCloseOptions, AgentCloseResult, LayeredAgentOptions, OriginStats } from '@layered-http/agent'
import type { ExchangeTimings, LayeredRequestOptions } from '@layered-http/client'
import type { DrainOptions, DrainResult, LayeredServerOptions, ServerStats, ServerTimings } from '@layered-http/server'

/**
 * The timings of a message whose side is not known to the types: those of a server's request, or those of a client's exchange. All steps are optional, because other libraries declare `timings` of
 * their own on such messages, and so stay compatible.
 */
interface MessageTimings extends Partial<ServerTimings>, Partial<ExchangeTimings> {}

/* eslint-disable @typescript-eslint/no-unused-vars -- type parameters must have the names of those that they are merged with */
declare module 'http' {
  interface ServerOptions<Request, Response> {
    /** Options of a server that Node does not have. An unknown name or a wrong type is an error. */
    layered?: LayeredServerOptions | undefined
  }

  interface Server<Request, Response> {
    /**
     * Shuts the server down without losing requests: it stops listening, ends the idle connections, lets the requests under way finish, and tells their clients that the connection closes.
     * Connections that are left after `graceMs` are destroyed.
     */
    drain(options?: DrainOptions): Promise<DrainResult>
    /** Returns the state of the connections and what was counted so far. Its cost grows with the number of open connections. */
    stats(): ServerStats
  }

  interface OutgoingMessage<Request> {
    /** Bytes that were written and that the operating system has not taken. */
    readonly pendingBytes: number
  }

  interface ServerResponse<Request> {
    /** When the steps of the exchange happened; with the option `layered.timings`, and while the channel `layered-http.server.exchange` has subscribers. */
    timings?: ServerTimings
  }

  interface IncomingMessage {
    /** Returns the header fields in their order and case, with duplicates. */
    headerLines(): [name: string, value: string][]
    /** Returns the trailer fields in their order and case, with duplicates. */
    trailerLines(): [name: string, value: string][]
    /** When the steps of the exchange happened. On a server as `res.timings`, on a client as `request.timings`. */
    readonly timings?: MessageTimings | undefined
  }

  interface ClientRequestArgs {
    /** Options of a request that Node does not have. An unknown name or a wrong type is an error. */
    layered?: LayeredRequestOptions | undefined
  }

  interface ClientRequest {
    /** When the steps of the exchange happened; with the option `layered.timings`, and while the channel `layered-http.client.exchange` has subscribers. */
    readonly timings?: MessageTimings | undefined
  }

  interface AgentOptions {
    /** Options of an agent that Node does not have. An unknown name or a wrong type is an error. */
    layered?: LayeredAgentOptions | undefined
  }

  interface Agent {
    /** Returns the state of the pool by origin, and what was counted so far. */
    stats(): Record<string, OriginStats>
    /** Returns the sum of `stats()` over all origins. */
    totals(): OriginStats
    /** Lets the requests of the agent finish, and then ends its connections. Those that are left after `graceMs` are destroyed. */
    close(options?: AgentCloseOptions): Promise<AgentCloseResult>
    /** Opens `count` connections to an origin ahead. Resolves with the number of those that were opened. */
    preconnect(origin: string | URL, count?: number): Promise<number>
  }
}
