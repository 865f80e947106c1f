/** Every limit and default of the pool, with its unit and source. */

/** Idle sockets kept for an origin. Source: Node's `agent.maxFreeSockets`. */
export const DEFAULT_MAX_FREE_SOCKETS = 256

/** Milliseconds until the first TCP keep-alive probe of an idle socket. Source: Node's `keepAliveMsecs`. */
export const DEFAULT_KEEP_ALIVE_MSECS = 1_000

/** Milliseconds by which an idle socket is given up before the server would, so that a request never meets its closing. Source: Node's `agentKeepAliveTimeoutBuffer`. */
export const DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER = 1_000

/** Bytes of a proxy's reply to CONNECT. Source: Node's `maxHeaderSize`. */
export const MAX_PROXY_REPLY_SIZE = 16_384

/** Origins whose counts `stats` keeps; the one heard of longest ago goes first. So that a crawler's agent does not grow for ever. */
export const MAX_STATS_ORIGINS = 1_000

/** Queue waits that an origin's `p99` looks back on. Enough for a stable 99th percentile, 2 KiB an origin. */
export const STATS_WINDOW = 256
