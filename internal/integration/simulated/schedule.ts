/** The behaviour of the network on one connection, as data. pipe.ts, end.ts and network.ts carry it out. */

/** What happens to one direction when `at` bytes were delivered. */
export interface Fault {
  /** Bytes that are delivered before it. */
  readonly at: number
  /**
   * - `stall`: nothing is delivered for `ms`, then it goes on
   * - `die`: nothing is delivered any more, in both directions, until the network ends
   * - `fin`: the receiver gets the end of input; the rest of the bytes vanishes, and the sender is reset when it writes again
   * - `reset`: both ends are reset, and what is on its way is lost
   */
  readonly kind: 'stall' | 'die' | 'fin' | 'reset'
  /** Milliseconds: of the stall, or until the sender notices a reset. */
  readonly ms: number
}

/** One direction. Lists are used again from the start when they end. */
export interface DirectionSchedule {
  /** Bytes of one delivery; a small number splits what was written, a large one joins it. */
  readonly sizes: readonly number[]
  /** Milliseconds before each delivery. */
  readonly delays: readonly number[]
  /** Bytes that the network takes before it is delivered: more waits with the sender. */
  readonly capacity: number
  /** True for each write that is called back at once, as a socket does if the operating system takes all of it. */
  readonly sync: readonly boolean[]
  readonly fault?: Fault | undefined
}

/** One end. */
export interface EndSchedule {
  /** True for an end with the methods of a net.Socket; false for a plain Duplex. */
  readonly isNet: boolean
  readonly highWaterMark: number
  /** For a plain Duplex; a net.Socket of a client is not half open, one of a server is. */
  readonly allowHalfOpen: boolean
  /** Milliseconds from destroy() to `'close'`; 0 for the same turn. */
  readonly closeDelay: number
  /** What a write that is under way gets when its end is destroyed. Transports differ, and so do versions of Node. */
  readonly cancels: 'null' | 'error' | 'never'
}

export interface ConnectionSchedule {
  readonly connect: 'accept' | 'refuse' | 'hang'
  /** Milliseconds. */
  readonly connectDelay: number
  /** True if the server has the connection before the client. */
  readonly isServerFirst: boolean
  /** How `createConnection` gives the socket. */
  readonly delivery: 'return' | 'callback' | 'both'
  readonly client: EndSchedule
  readonly server: EndSchedule
  readonly toServer: DirectionSchedule
  readonly toClient: DirectionSchedule
  /** Milliseconds after which both ends are reset. */
  readonly resetAfter?: number | undefined
  /** True if an end that is reset because its peer has closed still reads what the peer sent before. */
  readonly keepsInput: boolean
}

const CALM_END: EndSchedule = { isNet: true, highWaterMark: 65_536, allowHalfOpen: false, closeDelay: 0, cancels: 'null' }
const CALM_DIRECTION: DirectionSchedule = { sizes: [65_536], delays: [0], capacity: 1_000_000, sync: [true] }

/** A network that does nothing but deliver. */
export const CALM: ConnectionSchedule = {
  connect: 'accept',
  connectDelay: 0,
  isServerFirst: true,
  delivery: 'return',
  client: CALM_END,
  server: CALM_END,
  toServer: CALM_DIRECTION,
  toClient: CALM_DIRECTION,
  keepsInput: true,
}
