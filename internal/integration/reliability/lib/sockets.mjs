/** Raw peers, and what is left of sockets and pools. */
import { once } from 'node:events'
import net from 'node:net'

export const HOST = '127.0.0.1'

/** Starts a server of any kind on a free port and returns the port. */
export async function listen(server, port = 0) {
  server.listen(port, HOST)
  await once(server, 'listening')
  return server.address().port
}

/** A raw connection that survives every error. */
export async function connect(port, options = {}) {
  const socket = net.connect({ port, host: HOST, noDelay: true, ...options })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Ends a connection by a FIN, which leaves the other direction open, or by an RST. */
export function cut(socket, how) {
  if (how === 'RST') socket.resetAndDestroy()
  else socket.end()
}

export const CUTS = ['FIN', 'RST']

/** Entries of a pool: sockets in use and idle ones, requests that wait. */
export function pooled(agent) {
  return [agent.sockets, agent.freeSockets, agent.requests].reduce((sum, lists) => sum + Object.values(lists).flat().length, 0)
}

/** The number of connections that a server has. */
export function connectionsOf(server) {
  return new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))))
}

export function closeServer(server) {
  server.closeAllConnections?.()
  return new Promise((resolve) => server.close(resolve))
}
