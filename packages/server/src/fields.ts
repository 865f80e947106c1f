/** Keys of the server's fields that its connections use. */
export const kDeadlines = Symbol('deadlines')
export const kKeepAliveHeader = Symbol('Keep-Alive header line')
