/** Request methods: llhttp's numbers and their names. */
import { outOfRange } from '@layered-http/shared'
import { llhttp } from './llhttp.js'

let methods: readonly string[] | undefined

/** Methods of llhttp, numbered from 0 without a gap. */
const METHOD_COUNT = 47
/** Numbers of `PRI`, which only the preface of HTTP/2 uses, and of the methods of RTSP. */
const FIRST_OTHER_METHOD = 34
const LAST_OTHER_METHOD = 45

/**
 * Returns the name of the request method with llhttp's number `code`, which the head of a request has.
 *
 * @throws RangeError ERR_OUT_OF_RANGE when no method has that number
 */
export function methodName(code: number): string {
  const name = (methods ??= readMethods())[code]
  if (name === undefined) throw outOfRange('code', `an integer >= 0 && < ${METHOD_COUNT}`, code)
  return name
}

/** Returns the request methods of HTTP that the parser accepts, sorted: `http.METHODS` of Node. */
export function methodNames(): string[] {
  methods ??= readMethods()
  return methods.filter((_, code) => code < FIRST_OTHER_METHOD || code > LAST_OTHER_METHOD).sort()
}

function readMethods(): string[] {
  const wasm = llhttp()
  return Array.from({ length: METHOD_COUNT }, (_, code) => wasm.cString(wasm.exports.llhttp_method_name(code)))
}
