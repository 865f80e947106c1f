/** Whether a value is bytes. No `instanceof`: a Uint8Array of another realm (a vm context, a test runner's) is one, and a Proxy is none. */

const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!.get!

/** Whether `value` is a Uint8Array, or of a class that extends it, of any realm. */
export function isUint8Array(value: unknown): value is Uint8Array {
  return tagOf.call(value) === 'Uint8Array'
}
