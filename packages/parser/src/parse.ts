/**
 * The current parse: its parser and its tape. There is only one at a time, since llhttp runs synchronously and calls no user code; so
 * module variables are enough.
 * What may live here: those variables.
 */
import type { ParseState } from './parse-state.js'
import type { Tape } from './records.js'
import type { Llhttp } from './wasm/instance.js'

export let wasm: Llhttp
/** The state of the parse, see `state.ts`; its indices are `Word`s. */
export let words: Int32Array
/** The tape in WebAssembly memory. */
export let numbers: Int32Array
export let active: ParseState
export let tape: Tape

export function setParse(llhttp: Llhttp, parser: ParseState, onto: Tape): void {
  if (words !== llhttp.words) {
    wasm = llhttp
    words = llhttp.words
    numbers = llhttp.numbers
  }
  active = parser
  tape = onto
}
