/** The check for bytes. Not `instanceof`: it refuses a Uint8Array of another realm (a vm context, a test runner's), and accepts a Proxy, which has no bytes. */

const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!.get!

/** True if `value` is a Uint8Array, or of a class that extends it, of any realm. */
export function isUint8Array(value: unknown): value is Uint8Array {
  return tagOf.call(value) === 'Uint8Array'
}
