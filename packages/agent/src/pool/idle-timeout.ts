/** How long a socket may be idle: a decision from what the agent and the server say. */

/** The hint counts if the header begins with it. Source: Node's behaviour, observed. */
const HINT = /^timeout=(\d+)/

/** The server closes the connection too soon: the socket cannot become idle. */
export const NO_TIME = -1

/**
 * Returns the milliseconds after which an idle socket is destroyed, 0 for never, or {@link NO_TIME}.
 *
 * @param agentTimeout - the agent's `layered.idleTimeout` or `timeout`, 0 for none
 * @param header - the response's Keep-Alive header
 * @param buffer - milliseconds by which the agent closes the socket before the server does
 */
export function idleTimeout(agentTimeout: number, header: string | string[] | undefined, buffer: number): number {
  const match = typeof header === 'string' && header !== '' ? HINT.exec(header) : null
  if (match === null) return agentTimeout
  const left = Number(match[1]) * 1000 - buffer
  if (left <= 0) return NO_TIME
  // As in Node, an agent without a timeout of its own sets no timer.
  return left < agentTimeout ? left : agentTimeout
}
