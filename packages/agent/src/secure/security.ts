/** Security: what TLS means to a pool: which requests may share a connection, and with which session a connection opens. */
import type { Duplex } from 'node:stream'
import type { Agent } from '../agent.js'
import type { ConnectionOptions } from '../options.js'
import { connectSecurely } from './connect.js'
import { checksIdentityItself, hiddenIdentity } from './identity.js'
import { QuickKey } from './quick-key.js'
import { newSessionKeeper, type SessionKeeper } from './sessions.js'

export class Security {
  /** TLS whatever the agent's `protocol` says: the agent is an HttpsAgent. */
  isForced = false
  /** Where the sessions are, once there is one. */
  sessions: SessionKeeper | undefined
  /** What the agent's own options say of the identity, besides the name: all its sockets have it, so their keys need not. */
  private ofAgent: string | undefined
  private quick: QuickKey | undefined

  // What TLS needs is made when the first request needs it: each request without a pool makes an agent.
  constructor(private readonly agent: Agent) {}

  /** The key of a request, found without merging where it can be. */
  get quickKey(): QuickKey {
    return (this.quick ??= new QuickKey(this.agent))
  }

  /** Whether connections are TLS. An agent may have a `protocol` that changes. */
  get isOn(): boolean {
    return this.isForced || this.agent.protocol === 'https:'
  }

  /** The key of sockets and requests with these options: their name, and with TLS what it leaves out of their identity. */
  keyOf(options: ConnectionOptions | undefined): string {
    const name = this.agent.getName(options)
    if (options === undefined || !this.isOn) return name
    const identity = hiddenIdentity(options, this.agent.options)
    this.ofAgent ??= hiddenIdentity(this.agent.options, this.agent.options)
    return identity === this.ofAgent ? name : name + identity
  }

  /** Whether a request with these options shares no connection with others, before or after. */
  isAlone(options: ConnectionOptions): boolean {
    return this.isOn && checksIdentityItself(options, this.agent.options)
  }

  /** Opens a TLS connection, with the session of the last one for the same identity. */
  connect(options: ConnectionOptions): Duplex {
    return connectSecurely(options, this.isAlone(options) ? undefined : (this.sessions ??= newSessionKeeper()))
  }
}
