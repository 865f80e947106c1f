/** Puts undocumented members on the classes of this package. They are written as classes that are never constructed. */

/**
 * Puts every member of `source` on `target`: methods enumerable, as Node's are, accessors not. Members that `target` has already are kept.
 */
export function installMembers(target: object, source: object): void {
  for (const key of Reflect.ownKeys(source)) {
    if (key === 'constructor' || Object.hasOwn(target, key)) continue
    const descriptor = Object.getOwnPropertyDescriptor(source, key)!
    Object.defineProperty(target, key, { ...descriptor, enumerable: descriptor.value !== undefined })
  }
}
