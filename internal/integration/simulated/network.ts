/** Network: the connections of a run, their trace, and the end of the network. */
import { End, NetEnd, systemError, type Side } from './end.js'
import { Pipe } from './pipe.js'
import { CALM, type ConnectionSchedule } from './schedule.js'
import type { Scheduler, Task } from './scheduler.js'

/** What the caller of `createConnection` gets. */
type OnConnection = (error: Error | null, socket?: End) => void

/** Milliseconds from a refused packet to the reset at its sender. */
const REFUSAL_DELAY = 1

/** Lines of a trace that are kept. */
const MAX_TRACE = 3000

export class Network {
  readonly connections: Connection[] = []
  /** Those that are not over. */
  private readonly live: Connection[] = []
  /** One line for each event; empty unless it is wanted. */
  readonly trace: string[] = []
  /** A hash of all events: the same plan gives the same one. */
  digest = 17
  isEnded = false
  /** Called when a server has a new connection. */
  onAccept: (socket: End) => void = () => {}

  constructor(
    readonly scheduler: Scheduler,
    private readonly schedules: readonly ConnectionSchedule[],
    private readonly isTraced: boolean,
  ) {}

  /**
   * Opens a connection, with the next schedule of the list.
   *
   * @param owner - what the connection is for, to tell the connections apart
   * @returns the socket, or undefined if `callback` gets it
   */
  connect(owner: object | null, callback: OnConnection): End | undefined {
    const schedule = this.schedules[this.connections.length] ?? CALM
    const connection = new Connection(this, this.connections.length, schedule, owner)
    this.connections.push(connection)
    this.live.push(connection)
    return connection.start(callback)
  }

  /** The network is gone: every connection is lost, also those to come. */
  end(): void {
    this.isEnded = true
    for (const connection of this.connections) connection.lose()
  }

  note(text: string): void {
    const line = `${this.scheduler.time} ${text}`
    for (let i = 0; i < line.length; i++) this.digest = (Math.imul(this.digest, 31) + line.charCodeAt(i)) | 0
    if (this.isTraced && this.trace.length < MAX_TRACE) this.trace.push(line)
  }

  /** The ends of one side that were given to the program and have not emitted `'close'`. */
  open(side: Side): End[] {
    const open: End[] = []
    for (let i = 0; i < this.live.length; i++) {
      const connection = this.live[i]!
      if (connection.isGiven[side] && !connection[side].isClosed) open.push(connection[side])
      else if (connection.isOver) this.live.splice(i--, 1)
    }
    return open
  }
}

export class Connection {
  readonly client: End
  readonly server: End
  /** The sides that have got their end. */
  readonly isGiven: Record<Side, boolean> = { client: false, server: false }
  /** Kinds of faults that have happened. */
  readonly faults = new Set<string>()
  isOpen = false
  private readonly toServer: Pipe
  private readonly toClient: Pipe
  private onConnection: OnConnection | null = null

  constructor(
    private readonly network: Network,
    readonly number: number,
    readonly schedule: ConnectionSchedule,
    readonly owner: object | null,
  ) {
    const end = (side: Side): End => new (schedule[side].isNet ? NetEnd : End)(this, side, schedule[side])
    this.client = end('client')
    this.server = end('server')
    this.toServer = new Pipe(this, schedule.toServer, `${number} to server`)
    this.toClient = new Pipe(this, schedule.toClient, `${number} to client`)
    this.client.output = this.server.input = this.toServer
    this.client.input = this.server.output = this.toClient
    this.toServer.source = this.toClient.target = this.client
    this.toClient.source = this.toServer.target = this.server
  }

  /** True if both ends have closed. */
  get isOver(): boolean {
    return this.client.isClosed && (this.server.isClosed || !this.isOpen)
  }

  start(callback: OnConnection): End | undefined {
    const { connect, connectDelay, delivery, resetAfter, client } = this.schedule
    this.note(`${this.number} connects: ${connect}`)
    if (this.network.isEnded) {
      this.later(0, () => callback(systemError('ENETUNREACH', 'connect')))
      return undefined
    }
    // A plain Duplex has no state "connecting": it is given when it is open, or fails before.
    const isReturned = delivery !== 'callback' && client.isNet
    if (isReturned) this.isGiven.client = true
    else this.onConnection = callback
    if (connect !== 'accept') this.faults.add(connect)
    if (connect === 'refuse') this.later(connectDelay, () => this.fail(systemError('ECONNREFUSED', 'connect')))
    else if (connect === 'accept') this.later(connectDelay, () => this.open())
    if (resetAfter !== undefined) {
      this.later(connectDelay + resetAfter, () => {
        if (!this.isOpen || (this.client.destroyed && this.server.destroyed)) return
        this.faults.add('reset')
        this.reset(0)
      })
    }
    if (isReturned && delivery === 'both') this.later(0, () => callback(null, this.client))
    return isReturned ? this.client : undefined
  }

  private open(): void {
    const { client, server, schedule } = this
    if (client.destroyed || this.isOpen || this.network.isEnded) return
    this.isOpen = true
    this.note(`${this.number} opens`)
    const accept = (): void => {
      this.isGiven.server = true
      this.network.onAccept(server)
      server.open()
    }
    if (schedule.isServerFirst) accept()
    else this.later(0, accept)
    client.open()
    this.give(null)
  }

  /** Gives the client its socket, or the error, if it waits for a callback. */
  private give(error: Error | null): void {
    const { onConnection } = this
    this.onConnection = null
    if (onConnection === null) return
    this.isGiven.client = error === null
    onConnection(error, error === null ? this.client : undefined)
  }

  private fail(error: Error): void {
    if (this.onConnection !== null) this.give(error)
    else this.client.destroy(error)
  }

  /** Both ends are reset. */
  reset(delay: number): void {
    this.note(`${this.number} reset`)
    this.toServer.drop()
    this.toClient.drop()
    this.client.lose()
    this.later(delay, () => this.server.lose())
  }

  /** Nothing arrives any more. */
  die(): void {
    this.toServer.die()
    this.toClient.die()
  }

  /** The network has ended. */
  lose(): void {
    this.die()
    this.faults.add('end')
    const error = (): Error => systemError('ETIMEDOUT', this.isOpen ? 'read' : 'connect')
    if (this.onConnection !== null) this.give(error())
    for (const end of [this.client, this.server]) if (this.isGiven[end.side] && !end.destroyed) end.destroy(error())
  }

  /** An end was destroyed. The operating system still sends what it has, and refuses what arrives. */
  closed(end: End): void {
    const { pending } = end.input
    const peer = end === this.client ? this.server : this.client
    end.output.takeEnd()
    // Unread bytes: the peer is reset.
    if (pending > 0 && this.isOpen) this.refuse(peer)
    else end.input.plan()
  }

  /** What `source` has sent arrived at a closed end. */
  refuse(source: End): void {
    if (source.destroyed) return
    if (this.schedule.keepsInput) source.refuseWrites()
    else {
      source.input.drop()
      this.later(REFUSAL_DELAY, () => source.lose())
    }
  }

  later(delay: number, run: () => void): void {
    this.network.scheduler.after(delay, run)
  }

  timer(delay: number, run: () => void): Task {
    return this.network.scheduler.after(delay, run, true)
  }

  cancel(task: Task | undefined): void {
    this.network.scheduler.cancel(task)
  }

  note(text: string): void {
    this.network.note(text)
  }
}
