/**
 * The headers of a message under the symbol under which Node keeps them: middleware looks for it among the symbols of a message of
 * Node's, and then reads `message[symbol].host[1]`.
 */
import { OutgoingMessage } from '@layered-http/streams'
import { getOutHeaders, setOutHeaders, type OutHeaders } from '@layered-http/streams/legacy'
import { builtinHttp } from '../builtin.js'

/** Makes the symbol work on every message. It is Node's own, so it is taken from a message of Node's. */
export function lendOutHeaders(): void {
  const { OutgoingMessage: NodesOutgoingMessage } = builtinHttp()
  const key = Object.getOwnPropertySymbols(new NodesOutgoingMessage()).find(({ description }) => description === 'kOutHeaders')
  if (key === undefined) return
  Object.defineProperty(OutgoingMessage.prototype, key, {
    get(this: OutgoingMessage): OutHeaders | null {
      return getOutHeaders(this)
    },
    set(this: OutgoingMessage, headers: OutHeaders | null) {
      setOutHeaders(this, headers)
    },
    configurable: true,
  })
}
