/**
 * The diagnostics channels of a server: those of Node, with Node's names, and two of ours. Publishers check `hasSubscribers` first, so that without a subscriber
 * a channel costs that check and nothing else.
 */
import { channel } from 'node:diagnostics_channel'

/** `{ request, response }`, when a response is made. */
export const responseCreated = channel('http.server.response.created')
/** `{ request, response, socket, server }`, before `'request'` or the event or response in its place. */
export const requestStart = channel('http.server.request.start')
/** `{ request, response, socket, server }`, before the response's `'finish'`. */
export const responseFinish = channel('http.server.response.finish')
/** A `ServerExchange`, when an exchange is over, however it ends. While it has subscribers, the requests that begin have timings. */
export const exchangeOver = channel('layered-http.server.exchange')
/** A `ServerRefusal`, when the server refuses what a client sends. */
export const refused = channel('layered-http.server.refused')
