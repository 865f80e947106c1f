/** How long an idle socket may stay: a decision from what the agent and the server say. */

/** The server's hint counts where the header begins with it. Source: Node's behaviour, probed. */
const HINT = /^timeout=(\d+)/

/**
 * Milliseconds after which an idle socket is destroyed, 0 for never, or -1 if it may not become idle at all.
 *
 * @param agentTimeout - the agent's `timeout`, 0 for none
 * @param header - the response's Keep-Alive header
 * @param buffer - milliseconds by which the agent gives the socket up before the server does
 */
export function idleTimeout(agentTimeout: number, header: string | string[] | undefined, buffer: number): number {
  const match = typeof header === 'string' && header !== '' ? HINT.exec(header) : null
  if (match === null) return agentTimeout
  const left = Number(match[1]) * 1000 - buffer
  if (left <= 0) return -1
  // Without a timeout of its own the agent sets no timer: that is how Node does it.
  return left < agentTimeout ? left : agentTimeout
}
