/** Keys of the fields of a request that its connection reads. */

/** What a response may be besides HTTP/1.1, as parser options; null for nothing. */
export const kLeniency = Symbol('leniency')

/** The async context of `request()`: sockets are shared, and their events come in the context of whoever opened them. */
export const kContext = Symbol('async context')

/** Whether a request that met a stale socket may be sent again, as far as its options and its agent's say. */
export const kStaleRetry = Symbol('may be sent again')
