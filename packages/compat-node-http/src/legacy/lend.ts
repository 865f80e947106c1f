/** How legacy members get onto the prototypes of the packages below: written as a class that is never constructed, and moved. */

/**
 * Puts every member of `source` on `target`: methods enumerable, as Node's are, accessors not. What `target` has is left
 * as it is, so that a name stays with the package that knows its meaning best.
 */
export function lend(target: object, source: object): void {
  for (const key of Reflect.ownKeys(source)) {
    if (key === 'constructor' || Object.hasOwn(target, key)) continue
    const descriptor = Object.getOwnPropertyDescriptor(source, key)!
    Object.defineProperty(target, key, { ...descriptor, enumerable: descriptor.value !== undefined })
  }
}
