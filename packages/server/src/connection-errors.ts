/** What a connection does when its input is bad or lost. Which response a client gets for an error is in error-responses.ts. */
import { refused } from './channels.js'
import type { ConnectionParts } from './connection-parts.js'
import { Event, isServing, State } from './connection-state.js'
import { rawErrorResponse, statusOf } from './error-responses.js'
import { publishRefusal } from './refusal.js'

/** The socket has failed. */
export function onSocketError(connection: ConnectionParts, error: Error): void {
  // The input that came before the error is read first.
  connection.reader.finish()
  // The first error of a connection is an error of its client. After that, or after the last response, the socket only closes.
  if (isServing(connection.state)) fail(connection, error)
  else if (connection.state === State.upgrading) connection.upgrade!.stream!.onError(error)
}

/** The input is bad, or lost: nothing more can be read. */
export function fail(connection: ConnectionParts, error: Error & { code?: string }): void {
  const { server, responses } = connection
  if (connection.state === State.upgrading) {
    connection.socket.destroy()
    return
  }
  if (server.listenerCount('clientError') > 0 && connection.isReading) {
    connection.transition(Event.fail)
    // As in Node, a listener that keeps the socket gets a second error when the time of the request is over.
    connection.timeouts.waitForRequest(connection.receiving !== null)
  }
  responses.uncork()
  connection.host.counts.countError(error.code)
  reportError(connection, error)
  responses.settle()
}

/** Emits `'clientError'`. Without a listener, sends a raw response and destroys the socket. */
export function reportError(connection: ConnectionParts, error: Error & { code?: string }): void {
  const { server, socket, host, timeouts } = connection
  connection.watch?.failed(error)
  if (refused.hasSubscribers && error !== socket.errored) publishRefusal(server, socket, error, server.listenerCount('clientError') === 0 && takesRawResponse(connection) ? statusOf(error.code, host.fixed) : undefined)
  if (server.emit('clientError', error, socket)) {
    // If the listener has destroyed the socket, an error that follows is its own and is not reported.
    if (socket.destroyed && isServing(connection.state)) connection.transition(Event.last)
    else if (socket.writableEnded) timeouts.waitForClose()
    return
  }
  timeouts.clear()
  // The stream of an upgrade handler gets the same error when the socket is destroyed.
  if (connection.state !== State.upgrading) connection.transition(Event.last)
  if (takesRawResponse(connection)) socket.write(rawErrorResponse(error.code, host.fixed), 'latin1')
  // As in Node, responses that were sent before bad input after a body finish; without a body the error ends them too.
  if (connection.hasBodyInChunk) connection.responses.settle()
  socket.destroy(error)
}

/** True if a response without a request would be read as one by the client. */
function takesRawResponse({ socket, responses }: ConnectionParts): boolean {
  return socket.writable && !responses.isAnswering
}
