/** The test for bytes. Not `instanceof`: a Uint8Array of another realm (a vm context, a test runner's) counts, and a Proxy of one does not. */

const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!.get!

/** True if `value` is a Uint8Array, or of a class that extends it, of any realm. */
export function isUint8Array(value: unknown): value is Uint8Array {
  return tagOf.call(value) === 'Uint8Array'
}
