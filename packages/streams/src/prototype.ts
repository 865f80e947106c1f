/** Prototypes, which have the accessors of messages and are not messages. Inspectors and mocking libraries read these accessors on them. */

/** True if `object` is the prototype of a class, and not a message that inherits from one. */
export function isPrototype(object: object): boolean {
  return Object.hasOwn(object, 'constructor') && object.constructor.prototype === object
}
