/** Options of listen() for every server of a suite. */

/** Connections that may wait to be accepted: as many as a suite opens at once. If the system allows fewer, some connect a second later. */
export const BACKLOG = 8192
