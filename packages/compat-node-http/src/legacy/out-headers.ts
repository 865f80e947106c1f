/**
 * The headers of a message under the symbol that Node keeps them under: middleware finds it among the symbols of a message of
 * Node's, and then reads `message[symbol].host[1]`.
 */
import { OutgoingHeaders, type HeaderValue } from '@layered-http/headers'
import { kHeaders, OutgoingMessage } from '@layered-http/streams'
import { builtinHttp } from '../builtin.js'

/** By lower-case name: the name as it was set, and the value. */
type OutHeaders = Record<string, [name: string, value: HeaderValue]>

/** A copy of the headers; null without any. */
function getOutHeaders(this: OutgoingMessage): OutHeaders | null {
  const headers = this[kHeaders]
  if (headers === null) return null
  const out = Object.create(null) as OutHeaders
  for (const { name, value } of headers) out[name.toLowerCase()] = [name, value]
  return out
}

/** Replaces all headers, unchecked as with Node. */
function setOutHeaders(this: OutgoingMessage, out: OutHeaders | null): void {
  this[kHeaders] = null
  if (out === null) return
  const headers = (this[kHeaders] = new OutgoingHeaders())
  for (const [name, value] of Object.values(out)) headers.set(name, value)
}

/** Makes the symbol work on every message. It is Node's own, so it is taken from a message of Node's. */
export function lendOutHeaders(): void {
  const { OutgoingMessage: NodesOutgoingMessage } = builtinHttp()
  const key = Object.getOwnPropertySymbols(new NodesOutgoingMessage()).find(({ description }) => description === 'kOutHeaders')
  if (key !== undefined) Object.defineProperty(OutgoingMessage.prototype, key, { get: getOutHeaders, set: setOutHeaders, configurable: true })
}
