/** The headers of a message in the form in which Node keeps them under a symbol: middleware reads `message[symbol].host[1]`. */
import { OutgoingHeaders, type HeaderValue } from '@layered-http/headers'
import { stateOf } from '../outgoing/state.js'

/** By lower-case name: the name as it was set, and the value. */
export type OutHeaders = Record<string, [name: string, value: HeaderValue]>

/** Returns a copy of the headers of `message`; null if none were set. */
export function getOutHeaders(message: object): OutHeaders | null {
  const { headers } = stateOf(message)
  if (headers === null) return null
  const out = Object.create(null) as OutHeaders
  for (const { name, value } of headers) out[name.toLowerCase()] = [name, value]
  return out
}

/** Replaces all headers of `message`. As with Node, they are not checked. */
export function setOutHeaders(message: object, out: OutHeaders | null): void {
  const state = stateOf(message)
  state.headers = null
  if (out === null) return
  const headers = (state.headers = new OutgoingHeaders())
  for (const [name, value] of Object.values(out)) headers.set(name, value)
}
