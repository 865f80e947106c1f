/** What a connection does when its deadline has passed. Which deadline applies is decided in connection.ts and timeouts.ts. */
import { codedError, withoutFrames } from '@layered-http/shared'
import { endIdleSoon, isDraining } from './connection-drain.js'
import { reportError } from './connection-errors.js'
import type { ConnectionParts } from './connection-parts.js'
import { State } from './connection-state.js'
import { Continue, continueState } from './continue-state.js'

/** The deadline of a connection has passed. */
export function onDeadline(connection: ConnectionParts): void {
  const { isIdle, socket, host, timeouts } = connection
  if (socket.writableEnded) {
    // The peer has got the end and does not end its side. It cannot be told anything.
    host.counts.timeouts.close++
    socket.destroy()
  } else if (isIdle && isDraining(connection)) endIdleSoon(connection)
  else if (isIdle && connection.state === State.keptAlive) {
    // Listeners get the same event as for a socket without data, listeners of the socket included.
    socket.emit('timeout')
  } else if (isIdle) {
    timeouts.endRequest()
    host.counts.timeouts.head++
    reportError(connection, requestTimeout())
  } else expireRequest(connection)
}

/** The time of a request is over, or its body arrives too slowly. */
function expireRequest(connection: ConnectionParts): void {
  const { timeouts, responses, host } = connection
  const isBodyTooSlow = timeouts.isBodyTooSlow && !timeouts.isRequestExpired
  // The peer cannot send: this side does not read, or has not sent the 100 that the peer waits for.
  const isHeld = connection.port.isPaused || (responses.last !== null && continueState(responses.last) === Continue.AWAITED)
  if (isBodyTooSlow && isHeld) {
    timeouts.restartBodyRate()
    return
  }
  const error = isBodyTooSlow ? bodyTooSlow(host.fixed.minBodyRate) : requestTimeout()
  timeouts.expireRequest()
  host.counts.timeouts[isBodyTooSlow ? 'bodyRate' : connection.receiving === null ? 'head' : 'request']++
  reportError(connection, error)
}

function requestTimeout(): Error {
  return withoutFrames(() => codedError(Error, 'ERR_HTTP_REQUEST_TIMEOUT', 'Request timeout'))
}

function bodyTooSlow(bytesPerSecond: number): Error {
  return withoutFrames(() => codedError(Error, 'ERR_HTTP_BODY_TOO_SLOW', `The body of the request arrives with less than ${bytesPerSecond} bytes per second`))
}
