/**
 * Carrier: what messages need of the connection that carries them. Connections implement it; this package only calls it.
 */
import type { IncomingMessage } from './incoming/message.js'
import type { OutgoingMessage } from './outgoing/message.js'

/** The connection behind a message. */
export interface Carrier {
  /** A reader of the incoming message wants more: let bytes flow again. */
  resumeReading(): void
  /** Hears of the incoming message's `'end'`, before anybody else does. Left out by a connection that need not know. */
  messageConsumed?(message: IncomingMessage): void
  /** Hears that the incoming message has set a timeout on the socket. Left out by a connection that always listens for it. */
  timeoutSet?(): void
  /** Whether the exchange that the incoming message belongs to was finished, so that its `signal` will not abort any more. Left out by a connection that cannot tell. */
  isOver?(message: IncomingMessage): boolean
  /**
   * True while the connection itself will look at `message` as soon as the code now running returns, so that
   * nothing needs to be scheduled to finish it.
   */
  looksAfter(message: OutgoingMessage): boolean
  /** Called when `bytes` more of `message` wait for its turn. Left out by a connection that limits nothing. */
  outputQueued?(message: OutgoingMessage, bytes: number): void
  /** Whether another socket may get all of `message` when this one is lost. Left out by a connection that has no others. */
  maySendAgain?(message: OutgoingMessage): boolean
  /** Every byte of `message` was handed to the operating system; `'finish'` comes next. */
  messageFinished(message: OutgoingMessage): void
  /** Whether the life of a message ends with `'finish'`, so that `'close'` follows. True for responses. */
  readonly closesFinished: boolean
}
