/**
 * The diagnostics channels of a client: those of Node under its names, and one of our own. Ask `hasSubscribers` before publishing: without a subscriber
 * a channel costs that test and nothing else.
 */
import { channel } from 'node:diagnostics_channel'

/** `{ request }`, at the end of the constructor: headers can still be set. */
export const requestCreated = channel('http.client.request.created')
/** `{ request }`, when the request has been ended and has a socket. */
export const requestStart = channel('http.client.request.start')
/** `{ request, error }`, before `'error'`. */
export const requestError = channel('http.client.request.error')
/** `{ request, response }`, when the head of the response was received, before `'response'`. */
export const responseFinish = channel('http.client.response.finish')
/** An ExchangeMessage, `{ request, response?, timings, error? }`, when an exchange is over, however it ends. Requests that are made while it has a subscriber keep their timings. */
export const exchangeOver = channel('layered-http.client.exchange')
