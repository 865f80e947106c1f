/** llhttp as undici ships it, the same binary that ours uses. Each instance has its own callbacks. */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const module = new WebAssembly.Module(require('undici/lib/llhttp/llhttp_simd-wasm.js'))

/** Numbers of llhttp's C API. */
const REQUEST = 1
const RESPONSE = 2
const OK = 0
/** Size of the buffer for the longest chunk, bytes. */
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

/**
 * @param callbacks - by the names above; those for spans get the parser, the address and the length
 * @returns `open(isRequest)`, which makes a parser; `execute(parser, chunk)`, which throws for invalid HTTP; `address`, the start of a chunk
 */
export function instantiate(callbacks = {}) {
  const { exports } = new WebAssembly.Instance(module, { env: { ...EMPTY_CALLBACKS, ...callbacks } })
  exports._initialize()
  const address = exports.malloc(INPUT_SIZE)
  const heap = new Uint8Array(exports.memory.buffer)
  return {
    address,
    open: (isRequest) => exports.llhttp_alloc(isRequest ? REQUEST : RESPONSE),
    execute(parser, chunk) {
      heap.set(chunk, address)
      const errno = exports.llhttp_execute(parser, address, chunk.length)
      if (errno !== OK) throw new Error(`llhttp error ${errno}`)
    },
  }
}
