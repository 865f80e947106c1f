/** The errors of writing to a message, and how they are reported. */
import type { Hidden } from '@layered-http/headers'
import { codedError, invalidArgType, isUint8Array, type CodedError } from '@layered-http/shared'
import { Pending, Stage, type OutgoingState, type WriteCallback } from './state.js'

/**
 * Returns ERR_HTTP_HEADERS_SENT.
 *
 * @param what - the verb of the message: `'set'`
 * @param hidden - the function whose caller is the first line of the stack: a method that the user has called
 */
export function headersSent(what: string, hidden: Hidden = headersSent): Error {
  return codedError(Error, 'ERR_HTTP_HEADERS_SENT', `Cannot ${what} headers after they are sent to the client`, hidden)
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

/** Throws ERR_UNKNOWN_ENCODING. Checked here, because a gathered piece reaches the socket later. Bytes may have `'buffer'`, as a Writable names them. */
export function checkEncoding(encoding: string, chunk: string | Uint8Array): void {
  if (!Buffer.isEncoding(encoding) && (encoding !== 'buffer' || typeof chunk === 'string')) throw codedError(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`, checkEncoding)
}

/** In the next tick: calls the callback of a refused write, and emits `'error'` unless the message was destroyed before. */
export function failWrite(state: OutgoingState, error: Error, callback: WriteCallback | undefined): void {
  // The message may be closed by the next tick, and still has to report the mistake. After the 'finish' of a message that closes with it, there is no
  // 'error' any more.
  process.nextTick(reportWriteError, state, error, callback, state.message.destroyed || (state.pending & Pending.CLOSE) !== 0)
}

function reportWriteError(state: OutgoingState, error: Error, callback: WriteCallback | undefined, isSilent: boolean): void {
  callback?.(error)
  // A message that was destroyed meanwhile reports only that.
  if (!isSilent && !(state.message.destroyed && state.stage < Stage.finished)) state.message.emit('error', error)
}
