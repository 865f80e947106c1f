/**
 * The headers of a message under the symbol under which Node keeps them: middleware looks for it among the symbols of a message of
 * Node's, and then reads `message[symbol].host[1]`.
 */
import { getOutHeaders, setOutHeaders, type OutHeaders } from '@layered-http/streams/legacy'
import { builtinHttp } from '../builtin.js'

/** Puts the symbol on a prototype of messages. It is Node's own, so it is taken from a message of Node's. */
export function installOutHeaders(prototype: object): void {
  const { OutgoingMessage } = builtinHttp()
  const key = Object.getOwnPropertySymbols(new OutgoingMessage()).find(({ description }) => description === 'kOutHeaders')
  if (key === undefined) return
  Object.defineProperty(prototype, key, {
    get(this: object): OutHeaders | null {
      return getOutHeaders(this)
    },
    set(this: object, headers: OutHeaders | null) {
      setOutHeaders(this, headers)
    },
    configurable: true,
  })
}
