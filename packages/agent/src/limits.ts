/** Every limit and default of the pool, with its unit and source. */

/** Idle sockets kept for an origin. Source: Node's `agent.maxFreeSockets`. */
export const DEFAULT_MAX_FREE_SOCKETS = 256

/** Milliseconds until the first TCP keep-alive probe of an idle socket. Source: Node's `keepAliveMsecs`. */
export const DEFAULT_KEEP_ALIVE_MSECS = 1_000

/** Milliseconds by which an idle socket is given up before the server would, so that a request never meets its closing. Source: Node's `agentKeepAliveTimeoutBuffer`. */
export const DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER = 1_000
