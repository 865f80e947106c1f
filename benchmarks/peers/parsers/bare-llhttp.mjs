/**
 * The same llhttp binary with callbacks that do nothing, and one Latin-1 string for each head, whose length is known beforehand. This is
 * the minimum with llhttp: a real parser does more. Ours can be cheaper, because it reads plain messages without llhttp.
 */
import { instantiate } from './llhttp.mjs'
import { Reading } from './reading.mjs'

export const bareLlhttp = { name: 'bare llhttp', open: (input) => new Reader(input) }

// One instance for all readers, so that llhttp is warm when the first reader is measured, as with the other peers.
const llhttp = instantiate()

class Reader {
  reading = new Reading()
  #input
  #parser

  constructor(input) {
    check(input)
    this.#input = input
    this.#parser = llhttp.open(input.isRequest)
    const { method, url, status } = input.expected
    Object.assign(this.reading, { method, url, status })
  }

  read(chunk) {
    llhttp.execute(this.#parser, chunk)
    if (chunk !== this.#input.chunks[0]) return
    const { reading } = this
    const { head, messages } = this.#input
    const distance = chunk.length / messages
    for (let i = 0, at = 0; i < messages; i++, at += distance) reading.head = chunk.latin1Slice(at, at + head.length)
    // The callbacks count nothing. The input was counted once beforehand, see below.
    reading.messages += messages
    reading.fields += this.#input.expected.fields
    reading.bodyBytes += this.#input.expected.bodyBytes
  }

  /** Returns names and values from the string of the head. */
  headers() {
    const lines = this.reading.head.split('\r\n').slice(1, -2)
    return lines.flatMap((line) => line.split(/: (.*)/).slice(0, 2))
  }
}

/** Reads the input once with callbacks that count, because the measured callbacks do nothing. */
function check({ isRequest, chunks, expected }) {
  let messages = 0
  let fields = 0
  let bodyBytes = 0
  const counting = instantiate({
    wasm_on_header_value: () => (fields++, 0),
    wasm_on_body: (_parser, _address, length) => ((bodyBytes += length), 0),
    wasm_on_message_complete: () => (messages++, 0),
  })
  const parser = counting.open(isRequest)
  for (const chunk of chunks) counting.execute(parser, chunk)
  if (messages !== expected.messages || fields !== expected.fields || bodyBytes !== expected.bodyBytes) {
    throw new Error(`bare llhttp read ${messages} messages, ${fields} fields, ${bodyBytes} bytes of bodies`)
  }
}
