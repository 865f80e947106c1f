/**
 * Ending: how a pool ends. `close()` waits for the requests of the pool, for a grace period at most; `destroy()` ends those that wait for a socket.
 * What may live here: which requests and sockets are ended, and with which error. The counts and the promises of `close()` are in closing.ts.
 */
import type { Duplex } from 'node:stream'
import { codedError, type CodedError } from '@layered-http/shared'
import type { OpenRaces } from '../connect/happy-eyeballs.js'
import type { ExtraOptions } from '../options.js'
import { Closing, type AgentCloseResult } from './closing.js'
import type { PoolOwner } from './owner.js'
import type { Places } from './places.js'
import type { WaitingQueue } from './queue.js'
import { recordOf } from './socket-record.js'

/** True if a request has `socket`, which is one in use, or will have it in the next tick. A socket that a subclass has put into the list has no record. */
function isServing(socket: Duplex): boolean {
  return !socket.destroyed && recordOf(socket)?.served !== 0
}

/** The parts of a pool that have something to end. */
interface EndingParts {
  readonly owner: PoolOwner
  readonly extra: ExtraOptions
  readonly places: Places
  readonly queue: WaitingQueue
  readonly races: OpenRaces
  /** Each ends a tunnel that is not open. */
  readonly tunnels: ReadonlySet<() => void>
}

export class Ending {
  /** Connections that `createConnection` has not delivered yet, opened for no request. */
  pendingAhead = 0
  /** Once `close()` was called. */
  private closing: Closing | undefined

  constructor(private readonly parts: EndingParts) {}

  get isClosing(): boolean {
    return this.closing !== undefined
  }

  /** Calls `resolve` when there is no socket, no pending connection and no waiting request. */
  close(graceMs: number, resolve: (result: AgentCloseResult) => void): void {
    this.closing ??= new Closing(this.requestCount, () => this.endGrace())
    for (const list of Object.values(this.parts.owner.freeSockets)) for (const socket of [...list]) socket.destroy()
    this.closing.wait(graceMs, resolve)
    this.conclude()
  }

  /** Requests that have a socket, or wait for one. */
  private get requestCount(): number {
    const { owner, places, queue } = this.parts
    let count = queue.size + places.pendingCount - this.pendingAhead
    for (const list of Object.values(owner.sockets)) for (const socket of list) if (isServing(socket)) count++
    return count
  }

  /** Ends what is left of a closing agent. */
  private endGrace(): void {
    const error = (): CodedError => codedError(Error, 'ERR_AGENT_CLOSED', 'The grace period of agent.close() is over')
    this.closing!.forced += this.requestCount
    this.failWaiting(error)
    for (const list of Object.values(this.parts.owner.sockets)) for (const socket of [...list]) socket.destroy(isServing(socket) ? error() : undefined)
    this.conclude()
  }

  /** The part of `destroy()` that is about requests without a socket. */
  endWaiting(): void {
    const { extra, races } = this.parts
    if (this.closing !== undefined) this.closing.forced += this.requestCount
    if (extra.destroyWaiting || this.closing !== undefined) this.failWaiting(() => codedError(Error, 'ERR_AGENT_DESTROYED', 'The agent was destroyed'))
    for (const cancel of [...races]) cancel()
    this.conclude()
  }

  private failWaiting(error: () => CodedError): void {
    const { queue, places, races, tunnels } = this.parts
    queue.clear((request) => request.onSocket(null, error()))
    places.cancelAll(error)
    for (const cancel of [...races, ...tunnels]) cancel()
  }

  /** Another protocol has taken a socket in use. */
  noteUpgrade(): void {
    if (this.closing !== undefined) this.closing.upgraded++
  }

  /** Tells those that wait for `close()` if nothing is left. */
  conclude(): void {
    const { places, queue } = this.parts
    if (this.closing === undefined || !places.isUnused || !queue.isEmpty) return
    this.closing.conclude()
  }
}
