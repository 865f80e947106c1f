/**
 * The same llhttp binary, used as undici's documentation describes undici's use: JavaScript is called for each span, which becomes a Buffer
 * in a list of raw headers, and for each piece of a body, which is a view of the chunk. Responses only. Written for this comparison: undici's own
 * parser is inside its client, which is measured in `clients.mjs`.
 */
import { instantiate } from './llhttp.mjs'
import { Reading } from './reading.mjs'

export const llhttpCallbacks = { name: 'llhttp, callbacks like undici', open: () => new Reader() }

/** The current reader and its input: llhttp's callbacks get only the address of its state. */
let reader
let chunk

const spanAt = (address, length) => chunk.subarray(address - llhttp.address, address - llhttp.address + length)

const llhttp = instantiate({
  // A span comes in pieces if a chunk ends inside it. In the list, names have even indexes, values odd ones.
  wasm_on_header_field: (_parser, address, length) => reader.onSpan(0, spanAt(address, length)),
  wasm_on_header_value: (_parser, address, length) => reader.onSpan(1, spanAt(address, length)),
  wasm_on_headers_complete: (_parser, status) => reader.onHead(status),
  wasm_on_body: (_parser, address, length) => reader.onBody(spanAt(address, length)),
  wasm_on_message_complete: () => reader.onComplete(),
})

class Reader {
  reading = new Reading()
  #parser = llhttp.open(false)
  #spans = []

  read(bytes) {
    reader = this
    chunk = bytes
    llhttp.execute(this.#parser, bytes)
  }

  headers() {
    return this.reading.head.map(String)
  }

  onSpan(parity, piece) {
    const spans = this.#spans
    if (spans.length % 2 === parity) spans.push(piece)
    else spans.push(Buffer.concat([spans.pop(), piece]))
    return 0
  }

  onHead(status) {
    const { reading } = this
    reading.status = status
    reading.head = this.#spans
    reading.fields += this.#spans.length / 2
    this.#spans = []
    return 0
  }

  onBody(piece) {
    this.reading.bodyBytes += piece.length
    return 0
  }

  onComplete() {
    this.reading.messages++
    return 0
  }
}
