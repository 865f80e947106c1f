/** How a connection ends: the client ends its side, the last response has finished, or the socket closes. */
import type { Duplex } from 'node:stream'
import { endSocket as endSocketOf, isBeingRead, receiveAbort } from '@layered-http/streams/port'
import { endDraining, isDraining } from './connection-drain.js'
import { fail } from './connection-errors.js'
import type { ConnectionParts } from './connection-parts.js'
import { Event, isEnding, State } from './connection-state.js'
import { Pause, removeParser } from './socket-port.js'

/**
 * The socket has emitted `'end'`. In Node, ticks, jobs and immediates that the last chunk has scheduled have run before that: a handler may have responded in them, or at the end of its request. In
 * Deno, which reads the end in the same turn, the event is between those ticks. So there the end waits until the immediates of this turn have run.
 */
export function onInputEnd(connection: ConnectionParts): void {
  if (process.versions['deno'] === undefined) onClientEnd(connection)
  else setImmediate(setImmediate, onClientEnd, connection)
}

/** The client has ended its side. */
function onClientEnd(connection: ConnectionParts): void {
  const { state, socket } = connection
  // The state is also `closed` if the program has emitted 'close' itself.
  if (state === State.failed || state === State.closed) socket.end()
  else if (state === State.upgrading) {
    // The rest of the body will not come. The request gets that error when the socket closes.
    connection.upgrade!.stream!.onEnd()
    socket.end()
  } else if (connection.isReading && !isOwnEnd(socket)) readEnd(connection)
}

/** True if an `'end'` is that of a socket of Bun, which emits it after `destroy()` as well: the client has not ended its side. On Node such an end is the client's. */
function isOwnEnd(socket: Duplex): boolean {
  return socket.destroyed && process.versions['bun'] !== undefined
}

function readEnd(connection: ConnectionParts): void {
  const error = connection.reader.readEnd()
  if (error !== null) {
    fail(connection, error)
    return
  }
  const { last } = connection.responses
  // As in Node, a client that ends its side is taken to be gone, unless the server allows half-open connections.
  if (last !== null && connection.server.httpAllowHalfOpen) connection.endAfter(last)
  else connection.socket.end()
}

/** The last response has finished: ends the socket, after the current chunk if that has the body of its request. */
export function endAfterLast(connection: ConnectionParts): void {
  const { state } = connection
  // How the socket of an upgrade ends is not decided here.
  if (state === State.upgrading || state === State.handedOver) return
  const isBodyComplete = connection.receiving === null
  // After our end the peer may close at once, and nothing more would be read. So the rest of the chunk is read first.
  const isChunkFirst = !isBodyComplete && connection.reader.isWalking && state !== State.closed
  // The rest of the request's body is read by its reader, or discarded.
  if (state !== State.closed) connection.transition(isBodyComplete ? Event.last : isChunkFirst ? Event.lastInChunk : Event.lastEarly)
  // Otherwise the end of a Duplex would never be read.
  if (connection.port.isPaused) resumeInput(connection)
  if (!isChunkFirst) endSocket(connection)
}

/** Ends this side after the last response. */
export function endSocket(connection: ConnectionParts): void {
  const { socket } = connection
  if (isDraining(connection)) {
    endDraining(connection)
    return
  }
  endSocketOf(socket)
  if (!socket.destroyed) connection.timeouts.waitForClose()
}

/** Responses no longer hold the input back. The reader of a body may still do that, unless its request is complete. */
export function resumeInput({ port, receiving }: ConnectionParts): void {
  port.resume(receiving === null ? Pause.OUTPUT | Pause.BODY : Pause.OUTPUT)
}

/** The socket has closed. */
export function onClose(connection: ConnectionParts): void {
  if (connection.state === State.closed) return
  // The input that came before is read first.
  connection.reader.finish()
  const { responses, receiving } = connection
  // The body of an answered request may be incomplete. That exchange is complete, so its signal must not abort. As in Node, no event tells that the rest
  // did not come, unless user code is reading it: it would wait forever.
  const isEndedHere = isEnding(connection.state) && !connection.socket.errored
  if (receiving !== null && !isEndedHere && isBeingRead(receiving) && !responses.isPending(receiving)) receiveAbort(receiving)
  connection.transition(Event.close)
  dispose(connection)
  connection.upgrade?.stream?.destroy()
  abortResponses(connection)
}

/** Aborts the responses that are not finished. */
export function abortResponses({ host, responses, watch }: ConnectionParts): void {
  host.counts.aborted += responses.abort()
  watch?.closed()
}

/** Frees what the connection holds. */
export function dispose(connection: ConnectionParts): void {
  connection.removeFromServer()
  const { counts } = connection.host
  const { requests, bytesRead, bytesWritten } = connection.stats
  counts.requests += requests
  counts.bytesRead += bytesRead
  counts.bytesWritten += bytesWritten
  connection.reader.parser.free()
  removeParser(connection.socket)
}
