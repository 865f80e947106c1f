/** The test for bytes. It does not use `instanceof`: a Uint8Array of another realm (a vm context, a test runner's) must pass, a Proxy of one must not. */

const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!.get!

/** True if `value` is a Uint8Array, or an instance of a subclass, of any realm. */
export function isUint8Array(value: unknown): value is Uint8Array {
  return tagOf.call(value) === 'Uint8Array'
}
