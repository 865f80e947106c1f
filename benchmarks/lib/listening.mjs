/** How every server of a suite listens. */

/** Connections that may wait to be accepted: as many as a suite opens at once. The system may allow fewer; then some come a second later. */
export const BACKLOG = 8192
