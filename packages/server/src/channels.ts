/**
 * The diagnostics channels of a server, by Node's names. Whoever publishes asks `hasSubscribers` first: without a subscriber
 * a channel costs that test and nothing else.
 */
import { channel } from 'node:diagnostics_channel'

/** `{ request, response }`, when a response is made. */
export const responseCreated = channel('http.server.response.created')
/** `{ request, response, socket, server }`, before `'request'` or whatever answers instead. */
export const requestStart = channel('http.server.request.start')
/** `{ request, response, socket, server }`, before the response's `'finish'`. */
export const responseFinish = channel('http.server.response.finish')
