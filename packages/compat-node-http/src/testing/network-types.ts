/**
 * A memory network and its agents, as users see them.
 * What may live here: types, and the name of the class of agents.
 */
import type * as nodeHttp from 'node:http'
import type * as nodeHttps from 'node:https'
import type { Socket } from 'node:net'
import type * as agent from '@layered-http/agent'
import { MemoryAgent as AgentOfNetwork } from './agent.js'
import type { Connection } from './connection.js'
import type { Fault } from './faults.js'
import type { ConnectOptions, EndOptions } from './pair.js'
import type { Serving } from './serving.js'

/** A name that is served. */
export interface Served {
  /** The origin, with its port. */
  readonly origin: string
  /**
   * Stops: later connections get ECONNREFUSED, idle ones are closed, and requests under way are served. Resolves when the connections of the name have closed. The
   * name stays known.
   */
  stop(): Promise<void>
  /** `stop()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** What every agent of this package has beyond Node's. */
export type AgentBeyondNode = Pick<agent.Agent, 'stats' | 'totals' | 'close' | 'preconnect' | 'retryRequest'>

/** An agent whose connections are those of a memory network. It goes where `http.Agent` goes; its pool is that of every Agent of this package. */
export interface MemoryAgent extends nodeHttp.Agent, AgentBeyondNode {
  readonly network: MemoryNetwork
}

/** The class of a {@link MemoryAgent}. */
export interface MemoryAgentConstructor {
  /**
   * @param network - the network that it connects to
   * @param options - those of an Agent; with `protocol: 'https:'` it is for `https:` names
   * @throws ERR_INVALID_ARG_TYPE, and as Agent
   */
  new (network: MemoryNetwork, options?: agent.AgentOptions): MemoryAgent
}

/** The class of agents of memory networks. */
export const MemoryAgent: MemoryAgentConstructor = AgentOfNetwork as unknown as MemoryAgentConstructor

/** Servers by name, and connections to them, in memory. Names of one network are unknown in another. */
export interface MemoryNetwork {
  /** An agent of this network, for requests to `http:` names. */
  readonly agent: MemoryAgent
  /** An agent of this network, for requests to `https:` names. */
  readonly httpsAgent: MemoryAgent & nodeHttps.Agent
  /** The connections that are open or being opened, the oldest first. */
  readonly connections: readonly Connection[]

  /** True if requests to this origin reach something: it is served and was not stopped. A path has no effect. */
  knows(url: string | URL): boolean

  /**
   * Serves a name. A name has one server at a time; after {@link Served.stop} it may get another.
   *
   * @param origin - as `http://api.test`, `https://api.test` or `http://api.test:8080`. With `https:`, `req.socket.encrypted` is true; there is no handshake and no certificate
   * @param serving - a server, or a handler `(req, res)`
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_URL; EADDRINUSE for a name that is served
   */
  serve(origin: string | URL, serving: Serving): Served

  /**
   * Takes the connections to a name, for a server that is not of HTTP, or that sends bytes which a server of HTTP would not send.
   *
   * @param listener - gets the server's end of each connection
   * @throws as {@link MemoryNetwork.serve}
   */
  accept(origin: string | URL, listener: (socket: Socket) => void, options?: EndOptions): Served

  /**
   * Opens a connection, for a client that is not of HTTP, or that sends bytes which a client of HTTP would not send. The socket connects later, as that of `net.connect`: it emits
   * `'connect'`, or `'error'` with ENOTFOUND for a name that was never served, or ECONNREFUSED.
   *
   * @throws ERR_INVALID_ARG_VALUE, ERR_INVALID_URL
   */
  connect(origin: string | URL, options?: ConnectOptions): Socket

  /**
   * Makes something go wrong with the connections to a name that are opened from now on. Several faults add up.
   *
   *     net.fault('http://api.test', { cut: 'response', afterBytes: 100 })
   *     net.fault('http://api.test', { stall: 'request' })
   *     net.fault('http://api.test', { reset: 'response', afterBytes: 10, connections: 1 })
   *     net.fault('http://api.test', { latency: 50 })
   *     net.fault('http://api.test', { refuse: true })
   *
   * @returns a function that takes the fault away, for connections to come
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
   */
  fault(origin: string | URL, fault: Fault): () => void

  /** Destroys every connection, stops every name and takes every fault away. Resolves when all sockets have closed. */
  close(): Promise<void>
}
