/** What a connection does after a chunk, and while its reader is paused: it finishes the responses that have ended, and decides what it waits for. */
import { isLast } from '@layered-http/streams/port'
import type { ConnectionParts } from './connection-parts.js'
import { Event, isBetweenRequests, State } from './connection-state.js'
import { Pause } from './socket-port.js'

/** After a chunk: finishes the responses that ended in it, then decides what the connection waits for. */
export function settle(connection: ConnectionParts): void {
  const { responses } = connection
  let isSettled = false
  try {
    responses.settle()
    isSettled = true
  } finally {
    // A listener threw: the other responses are finished in the next tick, and the connection gets its deadline.
    if (!isSettled) process.nextTick(settle, connection)
  }
  // Responses wait for the client: nothing more is read.
  if (responses.current !== null && (connection.socket.writableNeedDrain ? responses.isFull : responses.isCrowded)) connection.port.pause(Pause.OUTPUT)
  if (connection.state === State.active || isBetweenRequests(connection.state)) updateDeadline(connection)
}

/** A request or response is over, or a part of a request was received: sets the deadline of what the connection waits for now. */
export function updateDeadline(connection: ConnectionParts): void {
  const { timeouts, socket, receiving } = connection
  const isRequestComplete = receiving === null && connection.reader.parser.isBetweenMessages
  if (!isRequestComplete) {
    if (socket.writableEnded) timeouts.waitForClose()
    else timeouts.waitForRequest(receiving !== null)
  } else if (connection.responses.current === null && connection.state === State.active) {
    if (socket.writableEnded) {
      connection.transition(Event.settled)
      timeouts.waitForClose()
    } else if (timeouts.waitForNextRequest()) {
      connection.transition(Event.keepAlive)
      connection.port.clearTimeout()
    } else connection.transition(Event.settled)
  }
}

/** The reader was paused inside a chunk: in the next tick, finishes responses that ended before the body was read, and then goes on. */
export function finishWhilePaused(connection: ConnectionParts): void {
  process.nextTick(finishPausedResponses, connection)
}

function finishPausedResponses(connection: ConnectionParts): void {
  settleUnlessLast(connection)
  queueMicrotask(() => process.nextTick(resumeReader, connection))
}

/** Goes on with the chunk. What the body's reader has answered meanwhile is finished before bad input after the body is met. */
function resumeReader(connection: ConnectionParts): void {
  settleUnlessLast(connection)
  connection.reader.resume()
}

/** Finishes responses, but not the last one: that ends the connection. The peer may then close at once, and the rest of the chunk would not be read. */
function settleUnlessLast({ responses }: ConnectionParts): void {
  const { last } = responses
  if (last !== null && !isLast(last)) responses.settle()
}
