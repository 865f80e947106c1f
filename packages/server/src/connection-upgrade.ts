/** How a connection leaves HTTP for another protocol: the request is accepted, its handler is called, the socket becomes the handler's. What the handler gets is in upgrade.ts. */
import type { IncomingMessage } from '@layered-http/streams'
import { abortResponses, dispose } from './connection-end.js'
import type { ConnectionParts } from './connection-parts.js'
import { Event, State } from './connection-state.js'
import { acceptsUpgrade, Upgrade } from './upgrade.js'

/** Returns true if the request leaves HTTP. */
export function beginUpgrade(connection: ConnectionParts, req: IncomingMessage): boolean {
  if (!acceptsUpgrade(connection.server, req)) return false
  connection.upgrade = new Upgrade(req)
  // The program's callback may have ended the connection.
  if (connection.state === State.active) connection.transition(Event.acceptUpgrade)
  return true
}

/** Calls the upgrade's handler before the request's body is complete. */
export function startEarlyUpgrade(connection: ConnectionParts, upgrade: Upgrade): void {
  // Responses that have ended leave before the other protocol begins. One of them may be the last.
  connection.responses.settle()
  if (connection.state !== State.upgradeAccepted) return
  connection.transition(Event.startEarlyUpgrade)
  // The body is part of the request, and has no more time than any other.
  connection.timeouts.waitForRequest(true)
  upgrade.startEarly(connection.server, connection.socket)
}

/** The request of an upgrade is complete: `rest` and what follows belong to the other protocol, or to HTTP if no upgrade was accepted. */
export function receiveUpgrade(connection: ConnectionParts, rest: Uint8Array): void {
  const { upgrade, reader, server, socket } = connection
  if (upgrade === null) {
    reader.declineUpgrade(rest)
    return
  }
  const first = Buffer.concat([rest, ...reader.takeBacklog()])
  if (upgrade.stream !== null) {
    handOver(connection)
    upgrade.stream.start(first)
    return
  }
  connection.responses.settle()
  // The last of the responses has ended the connection.
  if (connection.state !== State.upgradeAccepted) return
  if (server.listenerCount(upgrade.event) === 0) {
    socket.destroy()
    return
  }
  handOver(connection)
  server.emit(upgrade.event, upgrade.request, socket, first)
}

/** The socket belongs to an upgrade handler from now on. */
function handOver(connection: ConnectionParts): void {
  const { socket, host } = connection
  connection.transition(Event.handOver)
  connection.port.detach()
  host.connections.upgraded.add(socket)
  dispose(connection)
  // An earlier response has not ended: the client had all of its body. It closes with the socket.
  if (connection.responses.current !== null) socket.once('close', () => abortResponses(connection))
}
