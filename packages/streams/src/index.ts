/**
 * `@layered-http/streams`: the messages of an HTTP/1 exchange as streams, for server and client alike.
 *
 * @packageDocumentation
 */
export type { Carrier } from './carrier.js'
export {
  abortSignal,
  dumpIncoming,
  isBeingRead,
  isConsumed,
  isDumped,
  isReadLater,
  receiveAbort,
  receiveBody,
  receiveEnd,
  receiveHead,
  receiveTrailers,
  skipBody,
} from './incoming/delivery.js'
export { kDumped } from './incoming/fields.js'
export { IncomingMessage, type IncomingMessageConstructor } from './incoming/message.js'
export {
  ANNOUNCES_CLOSE,
  kCarrier,
  kEndCallbacks,
  kFraming,
  kHead,
  kHeaders,
  kHighWaterMark,
  kKeepAliveLine,
  kKnownLength,
  kLast,
  kMayHaveBody,
  kPendingHead,
  kQueue,
  kQueuedBytes,
  kRules,
  kStage,
  kSuppressed,
  kTrailers,
  Stage,
  Suppressed,
  type PendingWrite,
} from './outgoing/fields.js'
export { buildHead, eachHeader, type HeadersInit } from './outgoing/head.js'
export { DEFAULT_RULES, uniqueHeaderNames, type OutgoingRules } from './outgoing/rules.js'
export { headersSent } from './outgoing/errors.js'
export { checkHeader } from './outgoing/header-checks.js'
export { OutgoingMessage, type OutgoingMessageConstructor } from './outgoing/message.js'
export { closeMessage, failEnd, finishIfFlushed, finishMessage, finishWhenFlushed, isCut, isFlushed, isSent, whenWritten } from './outgoing/finish.js'
export { defaultHighWaterMark } from './high-water-mark.js'
export { attachSocket, wholeOutput } from './outgoing/attach.js'
export { drainMessage } from './outgoing/flush.js'
export { flushChunk } from './outgoing/chunks.js'
export { dropOutput, flushHead, withholdOutput, writeRaw } from './outgoing/output.js'
export { addListeners, endSocket, removeListeners, type SocketListeners } from './socket.js'
