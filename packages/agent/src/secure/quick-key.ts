/**
 * QuickKey: the key of the last request to a pool of TLS connections. Most requests have no TLS option of their own and go where the one before went. For
 * these neither options are merged nor is a name built, which would cost as much as the rest of a request.
 */
import type { Agent } from '../agent.js'
import type { ConnectionOptions } from '../options.js'
import type { PooledRequest } from '../pooled-request.js'
import { HIDDEN, HIDDEN_OBJECTS } from './identity.js'
import { NAMED } from './name.js'

/** Options that decide about the connection, besides those that {@link isLast} compares. */
const DECIDING = [...NAMED, ...HIDDEN, ...HIDDEN_OBJECTS, 'checkServerIdentity'] as const
const deciding: ReadonlySet<string> = new Set(DECIDING)

/** Methods `getName` of our classes, whose outcome depends on these options alone. */
const ownNames = new WeakSet<object>()

/** Notes that `getName` is ours. */
export function noteOwnName(getName: Agent['getName']): void {
  ownNames.add(getName)
}

/** What the last key was made for. */
interface Last {
  readonly key: string
  readonly host: unknown
  readonly port: unknown
  readonly localAddress: unknown
  readonly family: unknown
  readonly socketPath: unknown
  /** The Host header, which gives the name that TLS asks for. */
  readonly header: unknown
  /** The deciding options of the agent: a program may change them. */
  readonly ofAgent: readonly unknown[]
}

export class QuickKey {
  private last: Last | undefined

  constructor(private readonly agent: Agent) {}

  /** Returns the key that `make` would return; `make` is called where it may be another than that of the last request. */
  of(asked: ConnectionOptions, request: PooledRequest, make: () => string): string {
    const { agent } = this
    if (!ownNames.has(agent.getName)) return make()
    for (const name in asked) if (deciding.has(name) && asked[name] !== undefined) return make()
    const { options } = agent
    const header = request.getHeader?.('host')
    if (this.last === undefined || !isLast(this.last, asked, options, header)) {
      this.last = {
        key: make(),
        host: options.host ?? asked.host,
        port: options.port ?? asked.port,
        localAddress: options.localAddress ?? asked.localAddress,
        family: options.family ?? asked.family,
        socketPath: options.socketPath ?? asked.socketPath,
        header,
        ofAgent: DECIDING.map((name) => options[name]),
      }
    }
    return this.last.key
  }
}

function isLast(last: Last, asked: ConnectionOptions, options: ConnectionOptions, header: unknown): boolean {
  if (last.host !== (options.host ?? asked.host) || last.port !== (options.port ?? asked.port) || last.header !== header) return false
  if (last.localAddress !== (options.localAddress ?? asked.localAddress) || last.family !== (options.family ?? asked.family)) return false
  if (last.socketPath !== (options.socketPath ?? asked.socketPath)) return false
  return DECIDING.every((name, i) => last.ofAgent[i] === options[name])
}
