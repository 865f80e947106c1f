/** Security: the TLS side of a pool. Which requests may share a connection, and which session a connection resumes. */
import type { Duplex } from 'node:stream'
import type { ConnectionOptions } from '../options.js'
import type { Named } from '../pool/owner.js'
import { connectSecurely, isKept, keepSessions } from './connect.js'
import { checksIdentityItself, hiddenIdentity } from './identity.js'
import { QuickKey } from './quick-key.js'
import { newSessionKeeper, type SessionKeeper } from './sessions.js'

export class Security {
  /** Use TLS whatever `protocol` the agent has: it is an HttpsAgent. */
  isForced = false
  /** Made with the first connection. */
  sessions: SessionKeeper | undefined
  /** The hidden identity in the agent's own options. All its sockets have it, so their keys need not. */
  private ofAgent: string | undefined
  private quick: QuickKey | undefined

  // The parts are made by the first request that needs them: each request with `agent: false` makes an agent.
  constructor(private readonly agent: Named) {}

  /** Finds the key of a request, without merging options if possible. */
  get quickKey(): QuickKey {
    return (this.quick ??= new QuickKey(this.agent))
  }

  /** True if connections are TLS. The agent's `protocol` may change. */
  get isOn(): boolean {
    return this.isForced || this.agent.protocol === 'https:'
  }

  /** Returns the key of sockets and requests with these options: their name, and with TLS the part of their identity that the name leaves out. */
  keyOf(options: ConnectionOptions | undefined): string {
    const name = this.agent.getName(options)
    if (options === undefined || !this.isOn) return name
    const identity = hiddenIdentity(options, this.agent.options)
    this.ofAgent ??= hiddenIdentity(this.agent.options, this.agent.options)
    return identity === this.ofAgent ? name : name + identity
  }

  /** True if a request with these options shares its connection with no other request. */
  isAlone(options: ConnectionOptions): boolean {
    return this.isOn && checksIdentityItself(options, this.agent.options)
  }

  /**
   * Puts the session of the last connection with this key into the options of a connection that a `createConnection` of the user's opens. Ours does that
   * itself. Without it the connections of a subclass that calls `tls.connect` would never resume a session.
   */
  offerSession(options: ConnectionOptions, key: string): void {
    // The user's `session` wins, also if it is undefined.
    if (!this.isOn || 'session' in options || this.isAlone(options)) return
    const session = this.sessions?._getSession(key)
    if (session !== undefined) options.session = session
  }

  /** Keeps the sessions of a connection that a `createConnection` of the user's has opened. */
  keepSessions(socket: Duplex, options: ConnectionOptions, key: string): void {
    if (!this.isOn || isKept(socket) || this.isAlone(options)) return
    keepSessions(socket, key, (this.sessions ??= newSessionKeeper()))
  }

  /** Opens a TLS connection, which resumes the session of the last one for the same identity. */
  connect(options: ConnectionOptions): Duplex {
    return connectSecurely(options, this.isAlone(options) ? undefined : (this.sessions ??= newSessionKeeper()))
  }
}
