/**
 * Brands make `instanceof` work for a class that a process may have several times: once for each copy of a package, and once for each family of classes.
 * The brand is a registered symbol on the prototype, so that every copy finds it.
 */

const ordinary = Function.prototype[Symbol.hasInstance]

function brandOf(name: string): symbol {
  return Symbol.for(`layered-http.${name}`)
}

/**
 * Makes `value instanceof constructor` true for objects of every class with the same brand. A subclass keeps the ordinary rule: only its own objects are instances of it.
 *
 * @param name - the name of the class, the same in every copy
 * @param layout - the version of the state behind the objects: see {@link layoutOf}
 */
export function defineBrand(constructor: abstract new (...args: never[]) => object, name: string, layout = 1): void {
  const brand = brandOf(name)
  Object.defineProperty(constructor.prototype, brand, { value: layout })
  Object.defineProperty(constructor, Symbol.hasInstance, {
    value: function hasInstance(this: unknown, value: unknown): boolean {
      if (this !== constructor) return ordinary.call(this as () => void, value)
      return value !== null && typeof value === 'object' && (value as Record<symbol, unknown>)[brand] !== undefined
    },
    writable: true,
    configurable: true,
  })
}

/** Returns the layout in the brand of `object`; undefined for an object without that brand. */
export function layoutOf(object: object, name: string): number | undefined {
  return (object as Record<symbol, number | undefined>)[brandOf(name)]
}
