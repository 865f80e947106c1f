/** The events of an agent, for TypeScript users: the arguments of each, and the methods of an emitter that are typed with them. */
import type { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions } from './options.js'
import type { PooledRequest } from './pooled-request.js'

/** Events of an {@link Agent} with the arguments of their listeners. `connect`, `reuse`, `close` and `queue` need the option `layered.events`. */
export interface AgentEvents {
  /** A new socket is connected; with TLS, its handshake is over. */
  connect: [socket: Duplex, options: ConnectionOptions]
  /** A request gets an idle socket, or that of the request before it. */
  reuse: [socket: Duplex, request: PooledRequest]
  /** A socket of the pool has closed. `socket.errored` is the reason, if there is one. */
  close: [socket: Duplex, options: ConnectionOptions]
  /** A request waits for a socket. */
  queue: [request: PooledRequest, options: ConnectionOptions]
  /** The exchange on a socket is over. Node has this event too. */
  free: [socket: Duplex, options: ConnectionOptions]
  /** A line for SSLKEYLOGFILE. Node's https.Agent has this event too. */
  keylog: [line: Buffer, socket: Duplex]
}

/** An emitter whose methods are typed with {@link AgentEvents}. Other events take any listener. */
export interface AgentEmitter extends EventEmitter {
  addListener<Event extends keyof AgentEvents>(event: Event, listener: (...args: AgentEvents[Event]) => void): this
  addListener(event: string | symbol, listener: (...args: never[]) => void): this
  on<Event extends keyof AgentEvents>(event: Event, listener: (...args: AgentEvents[Event]) => void): this
  on(event: string | symbol, listener: (...args: never[]) => void): this
  once<Event extends keyof AgentEvents>(event: Event, listener: (...args: AgentEvents[Event]) => void): this
  once(event: string | symbol, listener: (...args: never[]) => void): this
  prependListener<Event extends keyof AgentEvents>(event: Event, listener: (...args: AgentEvents[Event]) => void): this
  prependListener(event: string | symbol, listener: (...args: never[]) => void): this
  prependOnceListener<Event extends keyof AgentEvents>(event: Event, listener: (...args: AgentEvents[Event]) => void): this
  prependOnceListener(event: string | symbol, listener: (...args: never[]) => void): this
  off<Event extends keyof AgentEvents>(event: Event, listener: (...args: AgentEvents[Event]) => void): this
  off(event: string | symbol, listener: (...args: never[]) => void): this
  removeListener<Event extends keyof AgentEvents>(event: Event, listener: (...args: AgentEvents[Event]) => void): this
  removeListener(event: string | symbol, listener: (...args: never[]) => void): this
}
