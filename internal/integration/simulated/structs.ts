/** Counts the WebAssembly structs of llhttp that parsers have taken and not given back. */
import { llhttp } from '../../../packages/parser/src/llhttp.js'

let lent = 0

/** Begins to count, from 0. */
export function countStructs(): void {
  const wasm = llhttp()
  lent = 0
  if (Object.hasOwn(wasm, 'giveBack')) return
  const takeShared = wasm.takeShared.bind(wasm)
  const prepare = wasm.prepare.bind(wasm)
  const giveBack = wasm.giveBack.bind(wasm)
  wasm.takeShared = (type) => {
    lent++
    return takeShared(type)
  }
  wasm.prepare = (type, lenient) => {
    if (lenient !== 0) lent++
    return prepare(type, lenient)
  }
  wasm.giveBack = (type, lenient, pointer) => {
    lent--
    giveBack(type, lenient, pointer)
  }
}

export function lentStructs(): number {
  return lent
}
