/**
 * Constructors that are plain functions, with methods that are written as a class.
 *
 * Node's http constructors work with `.call(this)`, `util.inherits`, `Object.create` and, some of them, without
 * `new`. Libraries rely on this, but an ES class allows none of it. So the methods are written in a class that is never
 * constructed, and the constructor is a function that sets the fields. Its prototype has copies of the class's members.
 */

/** A class used for its prototype. */
interface Methods {
  readonly name: string
  readonly prototype: object
}

/** An object with one function, under the name that the constructor gets. */
type NamedConstructor = Readonly<Record<string, (this: never, ...args: never[]) => unknown>>

/**
 * Returns the one function in `named` as a constructor of objects with the methods of `methods`. The methods are enumerable, as Node's are. Each call
 * makes a new prototype, so that one family of classes can be changed without another.
 *
 * A method of a class that extends another of ours must not use `super`: `super` would lead to the first family.
 *
 * @param named - for example `{ Server: function () {} }`. Stack traces and inspectors show the name that the engine finds in the
 *   source. Bundlers rename a function that has the name of the constant it is assigned to, but not a member.
 * @param parent - the constructor that the new one inherits from; by default the class that `methods` extends
 */
export function defineConstructor<Constructor>(methods: Methods, named: NamedConstructor, parent: Methods | null = Object.getPrototypeOf(methods) as Methods): Constructor {
  const constructor = Object.values(named)[0]!
  const members: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(methods.prototype) as PropertyDescriptorMap
  // Accessors, and members under symbols, stay as they are.
  for (const key of Object.keys(members)) if (members[key]!.value !== undefined) members[key]!.enumerable = true
  constructor.prototype = Object.create(parent === null ? null : parent.prototype, members)
  Object.defineProperty(constructor.prototype, 'constructor', { value: constructor, enumerable: false, writable: true, configurable: true })
  Object.setPrototypeOf(constructor, parent)
  return constructor as unknown as Constructor
}
