/** A message gets its socket: the output that was queued until then leaves. */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { expectDrain } from './flush.js'
import { createFinishCallbackIfNeeded, finishWhenFlushed, noteIfFlushed } from './finish.js'
import { cork, isWritable, uncork } from './output.js'
import { Stage, type OutgoingState, type PendingWrite } from './state.js'

/** Gives a message its socket. The queue leaves, in one write if the socket can do that. */
export function attachSocket(state: OutgoingState, socket: Duplex): void {
  state.socket = socket as Socket
  const { message } = state
  if (message.destroyed) return
  if (state.stage !== Stage.ended) {
    // The corks of the message apply to the socket from now on, but not those of a response that waits for another one: they would hold the bytes of that one back.
    if (state.connection?.closesFinished !== true) for (let i = state.corked; i > 0; i--) cork(socket)
    flushQueue(state, socket)
    expectDrain(state)
    return
  }
  try {
    message._finish()
  } finally {
    // Also when a listener for 'prefinish' throws.
    flushQueue(state, socket)
    noteIfFlushed(state)
    finishWhenFlushed(state)
  }
}

function flushQueue(state: OutgoingState, socket: Duplex): void {
  const { queue } = state
  // If the socket is not writable, the writes stay queued until they are dropped with the message.
  if (queue === null || !isWritable(socket)) return
  state.queue = null
  state.queuedBytes = 0
  if (state.stage === Stage.ended) finishWithLast(state, queue)
  if (queue.length > 1) cork(socket)
  for (const { data, encoding, callback } of queue) socket.write(data, encoding, callback)
  if (queue.length > 1) uncork(socket)
}

/** Makes the callback of the last write finish the message, if the message needs a callback for that. */
function finishWithLast(state: OutgoingState, queue: PendingWrite[]): void {
  const last = queue[queue.length - 1]!
  const finish = createFinishCallbackIfNeeded(state, last.data.length)
  if (finish === undefined) return
  const { callback } = last
  last.callback = (error) => {
    callback?.(error)
    finish(error)
  }
}
