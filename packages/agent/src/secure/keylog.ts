/** `'keylog'`: lines for SSLKEYLOGFILE from the sockets of an agent. Without a listener they are not made. */
import type { Duplex } from 'node:stream'
import type { Agent } from '../agent.js'

/** Sockets whose lines are forwarded. */
const forwarded = new WeakSet<Duplex>()

/** Forwards the lines of a new socket, if the agent has a listener. */
export function forwardKeylog(agent: Agent, socket: Duplex): void {
  if (agent.listenerCount('keylog') > 0) forward(agent, socket)
}

/** `'newListener'` of an agent: the sockets that are open have lines for the first listener, too. */
export function onNewListener(this: Agent, event: string | symbol): void {
  if (event !== 'keylog') return
  for (const lists of [this.sockets, this.freeSockets]) {
    for (const socket of Object.values(lists).flat()) forward(this, socket)
  }
}

function forward(agent: Agent, socket: Duplex): void {
  if (forwarded.has(socket)) return
  forwarded.add(socket)
  socket.on('keylog', (line: Buffer) => agent.emit('keylog', line, socket))
}
