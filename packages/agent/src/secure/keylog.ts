/** `'keylog'`: lines for SSLKEYLOGFILE from the sockets of an agent. Without a listener TLS does not make them. */
import type { Duplex } from 'node:stream'
import type { PoolOwner } from '../pool/owner.js'
import { onKeylog } from '../pool/socket-port.js'

/** Sockets whose lines are forwarded. */
const forwarded = new WeakSet<Duplex>()

/** Forwards the lines of a new socket if the agent has a listener. */
export function forwardKeylog(agent: PoolOwner, socket: Duplex): void {
  if (agent.listenerCount('keylog') > 0) forward(agent, socket)
}

/** Listener for `'newListener'` of an agent: forwards the lines of the open sockets. */
export function onNewListener(this: PoolOwner, event: string | symbol): void {
  if (event !== 'keylog') return
  for (const lists of [this.sockets, this.freeSockets]) {
    for (const socket of Object.values(lists).flat()) forward(this, socket)
  }
}

function forward(agent: PoolOwner, socket: Duplex): void {
  if (forwarded.has(socket)) return
  forwarded.add(socket)
  onKeylog(socket, (line) => agent.emit('keylog', line, socket))
}
