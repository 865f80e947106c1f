/**
 * What messages need of the connection that carries them. Connections implement these interfaces, messages only call them.
 *
 * The messages are type parameters, so that neither side of an exchange has to know the other.
 */

/** The connection behind a received message. */
export interface IncomingConnection<Message = object> {
  /** The message is read and its buffer has room: lets bytes flow again. */
  resumeReading(): void
  /** Called at the message's `'end'`, before the user's listeners. Left out by a connection that does not need it. */
  messageConsumed?(message: Message): void
  /** Called when the message sets a timeout on the socket. Left out by a connection that always listens for `'timeout'`. */
  timeoutSet?(): void
  /** True if the exchange of the message is complete, so that its `signal` must not abort any more. Left out by a connection that cannot tell. */
  isExchangeComplete?(message: Message): boolean
}

/** The connection behind a message that is sent. */
export interface OutgoingConnection<Message = object> {
  /** True if the connection finishes `message` itself when the current call returns: nothing needs to be scheduled for that. */
  willFinish(message: Message): boolean
  /** Called when `bytes` more of `message` wait for its turn. Left out by a connection without such a limit. */
  outputQueued?(message: Message, bytes: number): void
  /** True if the message may be sent again on another socket when this one is lost. Left out by a connection that never retries. */
  mayRetry?(message: Message): boolean
  /** Called before `'finish'`: the operating system has taken every byte of `message`. */
  messageFinished(message: Message): void
  /** True if `'close'` follows `'finish'`, as for responses. The `'close'` of a request comes with the end of its exchange. */
  readonly closesFinished: boolean
}
