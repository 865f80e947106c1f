/**
 * The floor: the same llhttp binary with callbacks that do nothing, and one Latin-1 string for each head, whose length is
 * known beforehand. Less cannot be done with it; a parser that tells its caller anything does more.
 */
import { createRequire } from 'node:module'
import { Reading } from './reading.mjs'

const require = createRequire(import.meta.url)
const module = new WebAssembly.Module(require('undici/lib/llhttp/llhttp_simd-wasm.js'))

/** Numbers of llhttp's C API. */
const REQUEST = 1
const RESPONSE = 2
const OK = 0
/** Bytes that the longest chunk needs. */
const INPUT_SIZE = 64 * 1024

const nothing = () => 0
const EMPTY_CALLBACKS = {
  wasm_on_message_begin: nothing,
  wasm_on_url: nothing,
  wasm_on_status: nothing,
  wasm_on_header_field: nothing,
  wasm_on_header_value: nothing,
  wasm_on_headers_complete: nothing,
  wasm_on_body: nothing,
  wasm_on_message_complete: nothing,
}

export const bareWasm = { name: 'bare WASM (floor)', open: (input) => new Reader(input) }

function start(callbacks) {
  const { exports } = new WebAssembly.Instance(module, { env: callbacks })
  exports._initialize()
  const address = exports.malloc(INPUT_SIZE)
  return { exports, address, heap: new Uint8Array(exports.memory.buffer) }
}

// One instance for all readers, so that llhttp is warm when the first is measured, as it is for the other peers.
const wasm = start(EMPTY_CALLBACKS)

class Reader {
  reading = new Reading()
  #input
  #parser

  constructor(input) {
    check(input)
    this.#input = input
    this.#parser = wasm.exports.llhttp_alloc(input.isRequest ? REQUEST : RESPONSE)
    const { method, url, status } = input.expected
    Object.assign(this.reading, { method, url, status })
  }

  read(chunk) {
    const { exports, address, heap } = wasm
    heap.set(chunk, address)
    const errno = exports.llhttp_execute(this.#parser, address, chunk.length)
    if (errno !== OK) throw new Error(`llhttp error ${errno}`)
    if (chunk !== this.#input.chunks[0]) return
    const { reading } = this
    const { head, messages } = this.#input
    const distance = chunk.length / messages
    for (let i = 0, at = 0; i < messages; i++, at += distance) reading.head = chunk.latin1Slice(at, at + head.length)
    // The callbacks count nothing, so it was counted once for all, see below.
    reading.messages += messages
    reading.fields += this.#input.expected.fields
    reading.bodyBytes += this.#input.expected.bodyBytes
  }

  /** The names and values of the string that was made. */
  headers() {
    const lines = this.reading.head.split('\r\n').slice(1, -2)
    return lines.flatMap((line) => line.split(/: (.*)/).slice(0, 2))
  }
}

/** Reads the input once with callbacks that count, because those that are measured cannot tell. */
function check({ isRequest, chunks, expected }) {
  let messages = 0
  let fields = 0
  let bodyBytes = 0
  const { exports, address, heap } = start({
    ...EMPTY_CALLBACKS,
    wasm_on_header_value: () => (fields++, 0),
    wasm_on_body: (_parser, _address, length) => ((bodyBytes += length), 0),
    wasm_on_message_complete: () => (messages++, 0),
  })
  const parser = exports.llhttp_alloc(isRequest ? REQUEST : RESPONSE)
  for (const chunk of chunks) {
    heap.set(chunk, address)
    exports.llhttp_execute(parser, address, chunk.length)
  }
  if (messages !== expected.messages || fields !== expected.fields || bodyBytes !== expected.bodyBytes) {
    throw new Error(`bare WASM read ${messages} messages, ${fields} fields, ${bodyBytes} bytes of bodies`)
  }
}
