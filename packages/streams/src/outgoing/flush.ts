/**
 * When output leaves: at the end of the tick, in one write; and `'drain'` once the operating system has taken every byte.
 */
import { afterOutput } from './empty-write.js'
import { streamDestroyed } from './errors.js'
import { flushChunk } from './chunks.js'
import { bytesWaiting, cork, failChunk, flushHead, isWritable, uncork, writableLength } from './output.js'
import { Pending, Stage, type OutgoingState } from './state.js'

/** Makes sure that the output of this tick leaves at its end. */
export function scheduleFlush(state: OutgoingState): void {
  if ((state.pending & Pending.FLUSH) !== 0 || state.corked > 0) return
  state.pending |= Pending.FLUSH
  process.nextTick(flushTick, state)
}

/** Corks the socket until the flush that {@link scheduleFlush} has scheduled. */
export function corkForTick(state: OutgoingState): void {
  if (!state.socket || (state.pending & (Pending.FLUSH | Pending.UNCORK)) !== Pending.FLUSH) return
  state.pending |= Pending.UNCORK
  cork(state.socket)
}

/** Removes the cork of {@link corkForTick}. */
export function uncorkTick(state: OutgoingState): void {
  if ((state.pending & Pending.UNCORK) === 0) return
  state.pending &= ~Pending.UNCORK
  uncork(state.socket!)
}

function flushTick(state: OutgoingState): void {
  state.pending &= ~Pending.FLUSH
  if (state.corked === 0) flushNow(state)
  uncorkTick(state)
  expectDrain(state)
}

/** Sends the head and the pieces that wait for the end of the tick. */
export function flushNow(state: OutgoingState): void {
  const { socket } = state
  if (!socket ? state.message.destroyed : socket.destroyed) {
    if (state.chunk !== null) failChunk(state, socket?.errored ?? streamDestroyed())
    return
  }
  // A chunk takes the head with it.
  if (state.chunk !== null) flushChunk(state)
  else flushHead(state)
}

/**
 * After a `write` that returned false, and after every flush: makes sure that `'drain'` is emitted when the bytes are gone. The socket's own `'drain'`
 * comes only if its buffer had reached its mark; in some versions of Node not even then if the system took the bytes at once.
 */
export function expectDrain(state: OutgoingState): void {
  if (!awaitsDrain(state) || (state.pending & Pending.DRAIN) !== 0) return
  const { socket } = state
  // Without a socket, or before the flush: this function is called again later.
  if (!socket || socket.destroyed || !isWritable(socket) || state.chunk !== null || state.pendingHead !== '') return
  if (bytesWaiting(socket) === 0) {
    state.pending |= Pending.DRAIN
    process.nextTick(checkDrain, state)
  } else if (state.connection === null || !socket.writableNeedDrain) {
    state.pending |= Pending.DRAIN
    afterOutput(socket, () => checkDrain(state))
  }
  // Otherwise the socket emits 'drain', and the connection calls drainMessage().
}

function checkDrain(state: OutgoingState): void {
  state.pending &= ~Pending.DRAIN
  drainMessage(state)
}

/** The socket's buffer is empty: emits `'drain'` if a writer waits for it and no output is left. */
export function drainMessage(state: OutgoingState): void {
  if (!awaitsDrain(state)) return
  if (state.socket && writableLength(state) === 0) {
    state.needsDrain = false
    state.message.emit('drain')
    return
  }
  // More was written since then. It leaves at the end of its own tick, and `'drain'` follows.
  expectDrain(state)
}

/** True while `'drain'` has to follow. */
function awaitsDrain({ needsDrain, message, stage }: OutgoingState): boolean {
  return needsDrain && !message.destroyed && stage < Stage.ended
}
