/**
 * `@layered-http/compat-node-http/testing`: tests without ports, and answers instead of the network. `memoryNetwork()` gives servers names and clients an agent;
 * `setDispatcher` and `withDispatcher` answer the requests of a process. Everything between the two ends of a connection is in memory.
 *
 * @packageDocumentation
 */
export type { Connection, Direction } from './testing/connection.js'
export type { DispatchAnswer, DispatchedRequest, Dispatcher, DispatchResponse } from './testing/dispatch-types.js'
export { setDispatcher, withDispatcher } from './testing/dispatcher.js'
export type { Fault, FaultExtent } from './testing/faults.js'
export { memoryNetwork } from './testing/network.js'
export { MemoryAgent, type AgentBeyondNode, type MemoryAgentConstructor, type MemoryNetwork, type Served } from './testing/network-types.js'
export type { ConnectOptions, EndOptions } from './testing/pair.js'
export type { RequestHandler, Serving } from './testing/serving.js'
