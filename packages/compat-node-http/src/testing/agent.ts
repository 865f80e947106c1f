/** MemoryAgent: an Agent whose connections are those of a memory network. Its pool is that of every Agent of this package. */
import type { Duplex } from 'node:stream'
import type { AgentOptions, ConnectionOptions, CreateCallback } from '@layered-http/agent'
import { Agent } from '../classes.js'
import type { EndOptions } from './pair.js'

/** What the agent uses of its network. */
export interface Connecting {
  /** Opens a connection to a name. */
  connectTo(name: { host?: string | undefined; port?: number | string | undefined; isSecure: boolean }, options: EndOptions): Duplex & { setTimeout(milliseconds: number): unknown }
}

/**
 * An agent of a memory network. It goes where `http.Agent` goes; with `protocol: 'https:'` it goes where `https.Agent` goes.
 */
export class MemoryAgent extends Agent {
  /**
   * @param network - the network that it connects to
   * @param options - those of an Agent
   * @throws as Agent
   */
  constructor(
    readonly network: Connecting,
    options: AgentOptions = {},
  ) {
    super(options)
    // Node's agents have options in their enumerable fields, and the network is not one.
    Object.defineProperty(this, 'network', { enumerable: false })
  }

  override createConnection(options: ConnectionOptions, _callback?: CreateCallback): Duplex {
    const { host, port, allowHalfOpen, highWaterMark, timeout } = options as ConnectionOptions & { highWaterMark?: number; allowHalfOpen?: boolean }
    const socket = this.network.connectTo({ host, port, isSecure: this.protocol === 'https:' }, { allowHalfOpen: allowHalfOpen ?? false, highWaterMark })
    if (timeout) socket.setTimeout(timeout)
    return socket
  }
}
