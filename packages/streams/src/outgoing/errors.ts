/** What writing to a message can be refused with. */
import { codedError, invalidArgType, isUint8Array, type CodedError } from '@layered-http/shared'
import { Due, kDue, kStage, Stage, type WriteCallback } from './fields.js'
import type { OutgoingMessage } from './message.js'

/** ERR_HTTP_HEADERS_SENT. */
export function headersSent(what: string): CodedError {
  return codedError(Error, 'ERR_HTTP_HEADERS_SENT', `Cannot ${what} headers after they are sent to the client`, headersSent)
}

export function writeAfterEnd(): CodedError {
  return codedError(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end', writeAfterEnd)
}

export function streamDestroyed(): CodedError {
  return codedError(Error, 'ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed', streamDestroyed)
}

export function alreadyFinished(): CodedError {
  return codedError(Error, 'ERR_STREAM_ALREADY_FINISHED', 'Cannot call end after a stream was finished', alreadyFinished)
}

/** Throws ERR_STREAM_NULL_VALUES, ERR_INVALID_ARG_TYPE. */
export function checkChunk(chunk: unknown): void {
  if (typeof chunk === 'string' || isUint8Array(chunk)) return
  if (chunk === null) throw codedError(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream', checkChunk)
  throw invalidArgType('chunk', ['string', 'Buffer', 'Uint8Array'], chunk, checkChunk)
}

/** Throws ERR_UNKNOWN_ENCODING: here, since a piece that is gathered meets the socket only later. */
export function checkEncoding(encoding: string): void {
  if (!Buffer.isEncoding(encoding)) throw codedError(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`, checkEncoding)
}

/** Tells the callback of a write, and `'error'` unless the message was destroyed by then, in a turn of its own. */
export function failWrite(message: OutgoingMessage, error: Error, callback: WriteCallback | undefined): void {
  // By the next turn the message may be closed: that it ended well does not take the mistake back. After 'finish' of a message that closes
  // then, there is no 'error' any more.
  process.nextTick(reportWriteError, message, error, callback, message.destroyed || (message[kDue] & Due.CLOSE) !== 0)
}

function reportWriteError(message: OutgoingMessage, error: Error, callback: WriteCallback | undefined, isSilent: boolean): void {
  callback?.(error)
  // A message that was destroyed meanwhile reports that alone.
  if (!isSilent && !(message.destroyed && message[kStage] < Stage.FINISHED)) message.emit('error', error)
}
