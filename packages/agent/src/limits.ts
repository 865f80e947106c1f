/** Limits of the agent that no option changes, each with its unit and reason. Defaults of options are in options.ts. */

/** Bytes of a proxy's reply to CONNECT. Source: Node's `maxHeaderSize`. */
export const MAX_PROXY_REPLY_SIZE = 16_384

/** Origins whose counts `stats` keeps. The one that was used longest ago goes first. Limits the memory of an agent that visits many origins, such as a crawler's. */
export const MAX_STATS_ORIGINS = 1_000

/** Waits in the queue from which an origin's `p99` is computed. Enough for a stable 99th percentile; 2 KiB for each origin. */
export const STATS_WINDOW = 256
