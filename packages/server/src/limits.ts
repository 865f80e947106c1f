/** Every limit and default of the server, with its unit and source. Times are milliseconds. */

/** Idle time after a response before the connection is closed. Source: Node's `server.keepAliveTimeout`. */
export const DEFAULT_KEEP_ALIVE_TIMEOUT = 5_000

/** Added to the keep-alive timeout that clients are told, so that a request sent at its end still finds the socket open. Source: Node's `keepAliveTimeoutBuffer`. */
export const DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER = 1_000

/** Time for a whole head to arrive. Source: Node's `server.headersTimeout`. */
export const DEFAULT_HEADERS_TIMEOUT = 60_000

/** Time for a whole request to arrive. Source: Node's `server.requestTimeout`. */
export const DEFAULT_REQUEST_TIMEOUT = 300_000

/** Default of an option that is accepted because Node has it, and not used: see {@link DEADLINE_GRANULARITY}. Source: Node's `connectionsCheckingInterval`. */
export const DEFAULT_CONNECTIONS_CHECKING_INTERVAL = 30_000

/** A deadline is noticed at most this much late. It bounds how often all connections are looked at. */
export const DEADLINE_GRANULARITY = 20

/** Connections that may expire in one turn of the event loop. Each costs some 20 µs; requests of other connections are served between the turns. */
export const MAX_EXPIRATIONS_PER_TURN = 250

/**
 * Time for a body to begin before `layered.minBodyRate` counts, and again after the server has stopped reading for a while. A connection that starts slowly, or loses
 * some packets, must not be refused.
 */
export const MIN_BODY_RATE_GRACE = 5_000

/**
 * Responses to pipelined requests that may wait for the one before them. With more, nothing is read until one has finished; the requests of the chunk that was read are
 * still emitted. A waiting request costs a few kilobytes. Clients that pipeline send some tens.
 */
export const MAX_WAITING_RESPONSES = 1_000

/** Bytes of responses that may wait for an unfinished one before the socket is paused. Source: Node's high water mark of a socket. */
export const MAX_QUEUED_OUTPUT = 64 * 1024

/**
 * Time for the requests that are under way when `server.drain()` is called. Below the 10 s after which `docker stop` kills, the shortest of the usual supervisors (Kubernetes: 30 s, systemd: 90 s),
 * so that a program can still close its database connections.
 */
export const DEFAULT_DRAIN_GRACE = 8_000

/**
 * Time that a draining server gives a connection to send a request, from the last response or from the start of the connection on. The client of a connection that was in use a moment ago, or is
 * new, may have sent one that has not arrived. More than the round trip of a client in the same region; a client that is further away sends again.
 */
export const DEFAULT_DRAIN_IDLE = 100

/**
 * Time for new connections to be accepted before a draining server stops listening. Two turns of the event loop suffice usually, and one for each connection that waits. Only a crowd whose connections all
 * serve one request uses the whole time up.
 */
export const DRAIN_ACCEPT_LIMIT = 1_000

/** Time for a client to close its side after a draining server has closed its own. A socket that is destroyed before that may take the last response with it (RFC 9112 section 9.6). */
export const DRAIN_LINGER = 1_000

/** Time for destroyed sockets to close at the end of `server.drain()`. A Duplex may never do so. */
export const DRAIN_FORCE_WAIT = 50
