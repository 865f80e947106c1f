/** The result of a parser: counts over all messages, and the last message. Every peer fills one. */
export class Reading {
  messages = 0
  fields = 0
  bodyBytes = 0
  method = null
  url = ''
  status = 0
  /** The last head in the form of the peer. The peer's `headers()` returns it as a list of names and values, or as an object by lower-case name. */
  head = undefined

  clear() {
    this.messages = this.fields = this.bodyBytes = 0
  }
}
