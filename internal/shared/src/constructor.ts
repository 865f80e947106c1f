/**
 * Constructors that are plain functions and methods that are written as a class.
 *
 * Node's http constructors work with `.call(this)`, `util.inherits`, `Object.create` and, some of them, without
 * `new`; libraries rely on it, and ES classes allow none of it. So the methods live in a class that is never
 * constructed, and the constructor is a function that sets the fields and takes that class's prototype.
 */

/** A class used for its prototype. */
interface Methods {
  readonly name: string
  readonly prototype: object
}

/** A function without a name of its own, under the one that it is to have. */
type NamedConstructor = Readonly<Record<string, (this: never, ...args: never[]) => unknown>>

/**
 * Returns the one function in `named`, as a constructor of objects with the methods of `methods`: enumerable, as Node's are, and with
 * the static side of the class that `methods` extends.
 *
 * @param named - for example `{ Server: function () {} }`. Stack traces and inspectors show the name that the engine finds in the
 *   source; bundlers rename a function that has the name of the constant which it is assigned to, but not a member.
 */
export function defineConstructor<Constructor>(methods: Methods, named: NamedConstructor): Constructor {
  const constructor = Object.values(named)[0]!
  const { prototype } = methods
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, key)!
    if (key !== 'constructor' && descriptor.value !== undefined) Object.defineProperty(prototype, key, { enumerable: true })
  }
  Object.defineProperty(prototype, 'constructor', { value: constructor, enumerable: false, writable: true, configurable: true })
  constructor.prototype = prototype
  Object.setPrototypeOf(constructor, Object.getPrototypeOf(methods) as object)
  return constructor as unknown as Constructor
}

/**
 * Makes the members of `base` own members of `methods`, which extends it: a class that is written in two files and is one to
 * whoever looks at its prototype.
 */
export function flattenMethods<Class extends Methods>(methods: Class, base: Methods): Class {
  for (const key of Reflect.ownKeys(base.prototype)) {
    if (key !== 'constructor') Object.defineProperty(methods.prototype, key, Object.getOwnPropertyDescriptor(base.prototype, key)!)
  }
  Object.setPrototypeOf(methods.prototype, Object.getPrototypeOf(base.prototype) as object)
  Object.setPrototypeOf(methods, Object.getPrototypeOf(base) as object)
  return methods
}

/**
 * Gives the fields of a class defaults on its prototype. An object that inherits from it without the constructor, as mocking libraries make them,
 * then has the state of a new one.
 */
export function defineDefaults(prototype: object, defaults: Readonly<Record<symbol, unknown>>): void {
  for (const key of Object.getOwnPropertySymbols(defaults)) Object.defineProperty(prototype, key, { value: defaults[key], writable: true, enumerable: false, configurable: true })
}
