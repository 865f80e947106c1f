/** What happens when a message gets its socket: what it has queued by then leaves. */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { expectDrain } from './flush.js'
import { kCarrier, kCorked, kQueue, kQueuedBytes, kStage, Stage, type PendingWrite } from './fields.js'
import { callbackOfLast, finishWhenFlushed, noteIfFlushed } from './finish.js'
import { takesBytes } from './output.js'
import type { OutgoingMessage } from './message.js'

/** All that an ended message has to write, while it has no socket and so has written nothing. */
export function wholeOutput(message: OutgoingMessage): readonly PendingWrite[] | null {
  return message[kStage] === Stage.ENDED && !message.socket ? message[kQueue] : null
}

/** Gives a message its socket: what is queued leaves, in one write where the socket can. */
export function attachSocket(message: OutgoingMessage, socket: Duplex): void {
  message.socket = socket as Socket
  if (message.destroyed) return
  if (message[kStage] !== Stage.ENDED) {
    // What was corked before there was a socket stays so. Behind another message it does not: its bytes would be held back, too.
    if (message[kCarrier]?.closesFinished !== true) for (let i = message[kCorked]; i > 0; i--) socket.cork()
    flushQueue(message, socket)
    expectDrain(message)
    return
  }
  try {
    message._finish()
  } finally {
    // Also when a listener for 'prefinish' throws.
    flushQueue(message, socket)
    noteIfFlushed(message)
    finishWhenFlushed(message)
  }
}

function flushQueue(message: OutgoingMessage, socket: Duplex): void {
  const queue = message[kQueue]
  // What a socket does not take stays queued, and is dropped with the message.
  if (queue === null || !takesBytes(socket)) return
  message[kQueue] = null
  message[kQueuedBytes] = 0
  if (message[kStage] === Stage.ENDED) finishWithLast(message, queue)
  if (queue.length > 1) socket.cork()
  for (const { data, encoding, callback } of queue) socket.write(data, encoding, callback)
  if (queue.length > 1) socket.uncork()
}

/** Makes the callback of the last write finish the message, if a look at the socket will not do. */
function finishWithLast(message: OutgoingMessage, queue: PendingWrite[]): void {
  const last = queue[queue.length - 1]!
  const finish = callbackOfLast(message, last.data.length)
  if (finish === undefined) return
  const { callback } = last
  last.callback = (error) => {
    callback?.(error)
    finish(error)
  }
}
