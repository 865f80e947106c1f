/**
 * `@layered-http/streams/port`: what connections use of messages. It is the interface between this package and those that carry its messages: a server and a
 * client. Users of messages need the main entry only.
 *
 * The functions take a message that a class of this copy of the package made. The two classes are those of the main entry.
 *
 * @packageDocumentation
 */
export type { IncomingConnection, OutgoingConnection } from './connection.js'
export { defaultHighWaterMark } from './high-water-mark.js'
export {
  abortSignal,
  discardBody,
  hasUndeliveredData,
  isBeingRead,
  isConsumed,
  isDiscarded,
  receiveAbort,
  receiveBody,
  receiveEnd,
  receiveHead,
  receiveTrailers,
  skipBody,
} from './incoming/port.js'
export type { ReceivedFields, ReceivedHead } from './incoming/state.js'
export { defineIncomingMessage, IncomingMessage, type IncomingMessageConstructor, type IncomingMessageEvents } from './incoming/message.js'
export { afterOutput } from './outgoing/empty-write.js'
export { headersSent } from './outgoing/errors.js'
export { eachHeader } from './outgoing/head.js'
export { setKind, type MessageKind } from './outgoing/kind.js'
export {
  defineOutgoingMessage,
  initOutgoing,
  OutgoingMessage,
  type OutgoingMessageConstructor,
  type OutgoingMessageEvents,
  type OutgoingMessageOptions,
} from './outgoing/message.js'
export {
  announcesClose,
  attachSocket,
  buildHead,
  closeMessage,
  connectMessage,
  dropOutput,
  drainMessage,
  failEnd,
  finishAfterPendingWrites,
  finishIfFlushed,
  finishMessage,
  forbidBody,
  hasConnection,
  hasEndCallback,
  hasEnded,
  hasHeaders,
  headText,
  isCut,
  isFinished,
  isFinishing,
  isHeadSent,
  isLast,
  isSent,
  queueFurtherWrites,
  setHighWaterMark,
  setKeepAliveLine,
  setWriteOptions,
  unsentOutput,
  writeOptionsOf,
  writeRaw,
} from './outgoing/port.js'
export type { PendingWrite, WriteCallback } from './outgoing/state.js'
export { DEFAULT_WRITE_OPTIONS, uniqueHeaderNames, type WriteOptions } from './outgoing/write-options.js'
export { addListeners, endSocket, removeListeners, setReadingMore, type SocketListeners } from './socket.js'
