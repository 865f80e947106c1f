/** MemoryAgent: an Agent whose connections are those of a memory network. Its pool is that of every Agent of this package. */
import type { Duplex } from 'node:stream'
import type { AgentOptions, ConnectionOptions, CreateCallback } from '@layered-http/agent'
import { codedError, invalidArgType } from '@layered-http/shared'
import { Agent } from '../classes.js'
import type { ConnectOptions } from './pair.js'

/** What the agent uses of its network. */
export interface Connecting {
  /** Opens a connection to a name. */
  connectTo(name: { host?: string | undefined; port?: number | string | undefined; isSecure: boolean }, options: ConnectOptions): Duplex & { setTimeout(milliseconds: number): unknown }
}

/** An agent of a memory network. */
export class MemoryAgent extends Agent {
  constructor(
    readonly network: Connecting,
    options: AgentOptions = {},
  ) {
    if (typeof (network as Partial<Connecting> | null | undefined)?.connectTo !== 'function') throw invalidArgType('network', 'MemoryNetwork', network)
    super(options)
    // Node's agents have options in their enumerable fields, and the network is not one.
    Object.defineProperty(this, 'network', { enumerable: false })
  }

  /** Opens a connection of the network. `lookup`, `family`, `hints` and options of TLS have no effect. */
  override createConnection(options: ConnectionOptions, _callback?: CreateCallback): Duplex {
    if (options === undefined) throw codedError(TypeError, 'ERR_MISSING_ARGS', 'The "options" argument must be specified')
    const { host, port, localAddress, localPort, timeout } = options
    const { allowHalfOpen, highWaterMark } = options as ConnectOptions
    const socket = this.network.connectTo({ host, port, isSecure: this.protocol === 'https:' }, { allowHalfOpen, highWaterMark, localAddress, localPort: localPort as number | undefined })
    if (timeout) socket.setTimeout(timeout)
    return socket
  }
}
