/** `'keylog'`: lines for SSLKEYLOGFILE from all sockets of an agent. They are forwarded from the first listener on; without one they cost nothing. */
import type { Duplex } from 'node:stream'
import type { Agent } from '../agent.js'

type KeylogListener = (this: Duplex, line: Buffer) => void

/** One listener for all sockets of an agent, once there is somebody to forward to. */
const forwarders = new WeakMap<Agent, KeylogListener>()

/** `'newListener'` of an agent, until there is one for `'keylog'`. */
export function onNewListener(this: Agent, event: string | symbol): void {
  if (event !== 'keylog') return
  this.off('newListener', onNewListener)
  forwarders.set(this, forwarderOf(this))
  for (const sockets of [...Object.values(this.sockets), ...Object.values(this.freeSockets)]) for (const socket of sockets) forwardKeylog(this, socket)
}

function forwarderOf(agent: Agent): KeylogListener {
  return function (line) {
    agent.emit('keylog', line, this)
  }
}

/** Forwards the lines of `socket` if anybody listens. */
export function forwardKeylog(agent: Agent, socket: Duplex): void {
  const forward = forwarders.get(agent)
  if (forward !== undefined) socket.on('keylog', forward)
}
