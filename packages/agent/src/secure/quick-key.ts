/**
 * QuickKey: the key of the last request to a pool of TLS connections. Most requests have the origin of the one before and no TLS option of their own. For
 * them it saves merging options and building a name, which would cost as much as the rest of a request.
 */
import type { ConnectionOptions } from '../options.js'
import type { Named } from '../pool/owner.js'
import type { PooledRequest } from '../pooled-request.js'
import { HIDDEN, HIDDEN_OBJECTS } from './identity.js'
import { NAMED } from './name.js'

/** Options that decide which connection serves a request, besides those that {@link isLast} compares. */
const DECIDING = [...NAMED, ...HIDDEN, ...HIDDEN_OBJECTS, 'checkServerIdentity'] as const
const deciding: ReadonlySet<string> = new Set(DECIDING)

type GetName = (options?: ConnectionOptions) => string

/** Our classes' own methods `getName`, whose results depend on these options alone, by themselves and by methods that return the same. */
const ownNames = new WeakMap<GetName, GetName>()

/**
 * Registers that `getName` returns what `original` returns, a method of {@link Agent} or {@link HttpsAgent}. A wrapper that is not registered is called for
 * each request, because it may return anything.
 */
export function registerGetName(getName: (options?: ConnectionOptions) => string, original: (options?: ConnectionOptions) => string): void {
  ownNames.set(getName, original)
}

/** Returns the method of our classes that returns what `getName` returns; undefined if there is none. */
export function ownGetName(getName: GetName): GetName | undefined {
  return ownNames.get(getName)
}

/** The input of the last key. */
interface Last {
  readonly key: string
  readonly host: unknown
  readonly port: unknown
  readonly localAddress: unknown
  readonly family: unknown
  readonly socketPath: unknown
  /** The Host header, which decides the name that TLS asks for. */
  readonly header: unknown
  /** The deciding options of the agent: a program may change them. */
  readonly ofAgent: readonly unknown[]
}

export class QuickKey {
  private last: Last | undefined

  constructor(private readonly agent: Named) {}

  /** Returns the key that `make` would return. Calls `make` if it may differ from that of the last request. */
  of(asked: ConnectionOptions, request: PooledRequest, make: () => string): string {
    const { agent } = this
    if (ownGetName(agent.getName) === undefined) return make()
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
