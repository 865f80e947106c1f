/** The interfaces between the parts of a connection: its ends, its pipes, and what holds them together. */

/** Called when a write is done, or with the reason why it never will be. */
export type WriteCallback = (error?: Error | null) => void

/** What an end uses of the pipe that it reads from. */
export interface Input {
  /** Bytes that are on their way. */
  readonly pending: number
  /** Plans a delivery, if there is something to deliver. */
  plan(): void
  /** The bytes on their way are lost, and so are those to come. */
  drop(): void
}

/** What an end uses of the pipe that it writes to. */
export interface Output {
  /** Takes a write. */
  take(chunks: readonly Buffer[], callback: WriteCallback): void
  /** The end has ended its side. */
  takeEnd(): void
  /** The end was destroyed: forgets the callback of the write that waits. Its bytes still arrive. */
  forgetWrite(): void
}

/** One end of a connection. */
export interface End {
  input: Input
  output: Output
  /** True while the stream asks for bytes. */
  readonly isReading: boolean
  readonly destroyed: boolean
  readonly readableHighWaterMark: number
  /** Calls `act` in the async context in which the end was made, as the event loop does. */
  inItsContext(act: () => void): void
  /** Takes bytes from the peer; null for the end. */
  receive(chunk: Buffer | null): void
  /** Calls a write back. */
  complete(callback: WriteCallback): void
  /** The connection is reset. */
  lose(): void
}

/** What a pipe uses of its connection. */
export interface PipeOwner {
  /** False until the server has accepted the connection. */
  readonly isOpen: boolean
  /** What `source` has sent arrived at a closed end. */
  refuse(source: End): void
  /** Resets both ends. */
  resetNow(): void
}

/** What an end uses of its connection. */
export interface EndOwner {
  /** The end was destroyed. */
  closed(end: End): void
  /** The end has emitted `'close'`. */
  over(): void
  /** Resets both ends. */
  resetNow(): void
}
